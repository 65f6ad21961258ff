// @ts-check
/** `node --import understudy/propagation app.js`: carries route keys through an app that does not know about them. */
import { patchServers } from "./inbound.js";
import { patchLibraries } from "./libraries.js";
import { patchFetch } from "./outboundFetch.js";
import { patchHttp } from "./outboundHttp.js";
import { patchHttp2 } from "./outboundHttp2.js";

patchServers();
patchHttp();
patchHttp2();
patchFetch();
patchLibraries();
