/**
 * Runs in a network of its own, into which the command has put it: makes everything there lead to the cluster, and
 * starts the user's program. Its instructions come by file descriptor 3, whose end is the command's.
 */
import { spawn } from "node:child_process";
import { connect, Socket } from "node:net";
import { constants } from "node:os";
import { LinkError } from "../link/link.ts";
import { serveLinkSocket } from "../outbound/linkSocket.ts";
import { ask } from "../preload/ask.mjs";
import type { Instructions } from "./instructions.ts";
import { serveNames } from "./nameServer.ts";
import { setUpNetwork } from "./network.ts";
import type { Target } from "./originalTarget.ts";
import { dialHere, serveRedirected } from "./redirected.ts";

const command = new Socket({ fd: 3, readable: true, writable: true });

async function readInstructions(): Promise<Instructions> {
  let text = "";
  for await (const chunk of command.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.endsWith("\n")) break;
  }
  return JSON.parse(text);
}

const { link, folder, user, group, program, args, env } = await readInstructions();

async function dialOutside(target: Target): Promise<Socket> {
  const { path, error, done } = await ask(link, { dial: target });
  if (path === undefined) throw new LinkError(error?.code ?? "ELINKLOST", error?.message ?? "");
  const socket = connect({ path, allowHalfOpen: true });
  socket.once("connect", done);
  return socket;
}

async function resolve(name: string, type: string): Promise<unknown[]> {
  const { records = [], error, done } = await ask(link, { resolve: { name, type } });
  done();
  if (error !== undefined) throw new LinkError(error.code, error.message);
  return records;
}

setUpNetwork(folder);
await serveRedirected(dialOutside);
await serveNames(resolve);
// By this the command reaches ports of the user's program.
await serveLinkSocket({ dial: (_, port) => dialHere(port), resolve }, folder);

// The terminal tells the program, too. It decides when all ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
// In this network the user is root; the program is to see its user.
const asUser = ["--user", `--map-user=${user}`, `--map-group=${group}`, "--", program, ...args];
const child = spawn("unshare", asUser, { env, stdio: "inherit" });
process.on("SIGTERM", () => child.kill("SIGTERM"));
command.resume();
command.on("close", () => {
  child.kill("SIGKILL");
  process.exit(1);
});
child.on("error", ({ message }) => {
  console.error(message);
  process.exit(127);
});
child.on("exit", (code, signal) =>
  process.exit(code ?? 128 + constants.signals[signal ?? "SIGKILL"]),
);
