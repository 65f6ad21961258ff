import { type ChildProcess, type IOType, type SpawnOptions, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { assetPath, hasAsset } from "../../asset.ts";
import { LinkError } from "../link/link.ts";
import { ask } from "../preload/ask.mjs";
import type { Instructions } from "./instructions.ts";
import { OWN_NETWORK, TOOL_PATH } from "./whyNot.ts";

/** Any name but one of this machine. */
const INSIDE_HOST = "inside";
const INSIDE = "laptop/transparent/inside";

/** A program in a network of its own. */
export interface TransparentProgram {
  child: ChildProcess;
  /** Opens a connection to a port of the program's: it is none of this machine's. */
  dialInside(port: number): Promise<Duplex>;
}

/**
 * Starts a program in a network of its own, where every name and address is the cluster's. This needs no rights, and
 * changes nothing for others.
 *
 * @param folder of the session
 * @param linkSocket serves the cluster
 * @param how with the program's first three streams
 */
export function startTransparently(
  command: readonly string[],
  env: Record<string, string | undefined>,
  folder: string,
  linkSocket: string,
  how: SpawnOptions & { stdio: IOType[] },
): TransparentProgram {
  const [program = "", ...args] = command;
  const own = join(folder, "inside");
  mkdirSync(own, { recursive: true });
  const instructions: Instructions = {
    link: linkSocket,
    folder: own,
    user: process.getuid?.() ?? 0,
    group: process.getgid?.() ?? 0,
    program,
    args,
    env,
  };
  const inside = assetPath(hasAsset(`${INSIDE}.mjs`) ? `${INSIDE}.mjs` : `${INSIDE}.ts`);
  // The program's options for Node are not for ours.
  const { NODE_OPTIONS: _, ...rest } = process.env;
  const child: ChildProcess = spawn("unshare", [...OWN_NETWORK, process.execPath, inside], {
    ...how,
    env: { ...rest, PATH: TOOL_PATH },
    stdio: [...how.stdio, "pipe"],
  });
  const pipe = child.stdio[3] as Socket;
  pipe.on("error", () => {});
  pipe.write(`${JSON.stringify(instructions)}\n`);
  return {
    child,
    async dialInside(port) {
      const { path, error, done } = await ask(join(own, "link"), {
        dial: { host: INSIDE_HOST, port },
      });
      if (path === undefined) throw new LinkError(error?.code ?? "ELINKLOST", error?.message ?? "");
      const socket = connect({ path, allowHalfOpen: true });
      socket.once("connect", done);
      return socket;
    },
  };
}
