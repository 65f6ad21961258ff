import dns from "node:dns/promises";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { joined, refuse } from "../link/answering.ts";
import { connectTo } from "../link/connectTo.ts";
import { HOST, NAME, PORT, RELEASE, REQUESTS, RESOLVE, TYPE } from "../link/headers.ts";
import type { RecordType } from "../link/link.ts";

/** What the agent knows of its laptop's requests. */
export interface LaptopRequests {
  /** Returns how many it has been sent. Throws if the agent is about to end. */
  count(): number;
  /** Sends it no more. */
  release(): void;
}

/**
 * Answers what the laptop asks: a connection from this pod, the look-up of a name, how many requests it has been sent, or
 * that no more are sent.
 */
export async function serveLaptop(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  requests: LaptopRequests,
): Promise<void> {
  stream.on("error", () => {});
  if (headers[":method"] === "CONNECT") {
    await joined(stream, () => connectTo(String(headers[HOST]), Number(headers[PORT])));
    return;
  }
  try {
    const answer = await answerTo(headers, requests);
    stream.respond({ ":status": 200 });
    stream.end(JSON.stringify(answer));
  } catch (error) {
    refuse(stream, error);
  }
}

async function answerTo(headers: IncomingHttpHeaders, requests: LaptopRequests): Promise<unknown> {
  if (headers[":path"] === REQUESTS) return requests.count();
  if (headers[":path"] === RELEASE) return requests.release() ?? null;
  if (headers[":path"] === RESOLVE)
    return lookUp(String(headers[NAME]), headers[TYPE] as RecordType);
  throw new Error(`no such question: ${headers[":path"]}`);
}

/** Addresses are looked up as the programs of this pod do, with search list and hosts file. */
async function lookUp(name: string, type: RecordType): Promise<unknown[]> {
  const family = type === "A" ? 4 : type === "AAAA" ? 6 : undefined;
  if (family === undefined) return [await dns.resolve(name, type)].flat();
  const found = await dns.lookup(name, { all: true, family });
  return found.map(({ address }) => address);
}
