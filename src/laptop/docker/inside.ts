/**
 * Runs in a container without a network: makes everything there lead to the cluster, for the containers that join it.
 * Standard input and output are the connection to the command on the machine, and when it ends, all of this ends.
 */
import { connect } from "node:http2";
import { createInterface } from "node:readline";
import { answered, dial, resolve } from "../link/asking.ts";
import { CODE, MESSAGE } from "../link/headers.ts";
import { join as splice } from "../link/join.ts";
import { LinkError, type RecordType } from "../link/link.ts";
import { SESSION, widenWindow } from "../link/session.ts";
import { writeSingly } from "../link/writeSingly.ts";
import { isLocal } from "../preload/isLocal.mjs";
import { serveNames } from "../transparent/nameServer.ts";
import { MACHINE_ADDRESS, redirectAll } from "../transparent/network.ts";
import { dialHere, serveRedirected } from "../transparent/redirected.ts";
import { ID, PORTS } from "./questions.ts";
import { stdioOf } from "./stdio.ts";

try {
  redirectAll();
} catch (error) {
  // The command tells the last line of what is said here.
  console.error(Object(error).message);
  process.exit(1);
}
const stdio = stdioOf(process.stdin, process.stdout);
const session = connect("http://command", { ...SESSION, createConnection: () => stdio });
widenWindow(session);
session.on("error", () => {});
session.on("close", () => process.exit());
stdio.on("error", () => {});
stdio.on("close", () => process.exit());
process.stdin.on("end", () => process.exit());

await serveRedirected(({ host, port }) => {
  // As in a pod: `localhost` is the containers of this network, and not the machine.
  if (isLocal(host)) throw new LinkError("ECONNREFUSED", `connect ECONNREFUSED ${host}:${port}`);
  return dial(session, host === MACHINE_ADDRESS ? "localhost" : host, port);
});
await serveNames((name, type) => resolve(session, name, type as RecordType));

const ports = session.request({ ":path": PORTS });
await answered(ports);
for await (const line of createInterface({ input: ports })) {
  const [id = "", port] = line.split(" ");
  void answerPort(id, Number(port));
}

/** Opens a connection to a port of this network, and a stream for it. */
async function answerPort(id: string, port: number): Promise<void> {
  const head = { ":method": "CONNECT", ":authority": "command", [ID]: id };
  try {
    const socket = await dialHere(port);
    socket.on("error", () => {});
    const stream = session.request(head);
    stream.on("error", () => {});
    splice(writeSingly(stream), socket);
  } catch (error) {
    const { code = "EUNKNOWN", message } = Object(error);
    const failed = { [CODE]: code, [MESSAGE]: encodeURIComponent(message) };
    session
      .request({ ...head, ...failed })
      .on("error", () => {})
      .resume()
      .end();
  }
}
