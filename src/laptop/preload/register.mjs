// @ts-check
/** `node --import <this file> app.js`: the app reaches the cluster's names, without any setting of its own. */
import { syncBuiltinESMExports } from "node:module";
import { patchConnections } from "./connections.mjs";
import { patchNames } from "./names.mjs";

const socket = process.env.UNDERSTUDY_LINK;
if (socket !== undefined) {
  patchConnections(socket);
  patchNames(socket);
  syncBuiltinESMExports();
}
