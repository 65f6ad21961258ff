import dns from "node:dns/promises";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { joined, refuse } from "../link/answering.ts";
import { connectTo } from "../link/connectTo.ts";
import { HOST, NAME, PORT, RESOLVE, TYPE } from "../link/headers.ts";
import type { RecordType } from "../link/link.ts";

/** Answers what the laptop asks: a connection from this pod, or the look-up of a name. */
export async function serveLaptop(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  stream.on("error", () => {});
  if (headers[":method"] === "CONNECT") {
    await joined(stream, () => connectTo(String(headers[HOST]), Number(headers[PORT])));
    return;
  }
  try {
    if (headers[":path"] !== RESOLVE) throw new Error(`no such question: ${headers[":path"]}`);
    const records = await lookUp(String(headers[NAME]), headers[TYPE] as RecordType);
    stream.respond({ ":status": 200 });
    stream.end(JSON.stringify(records));
  } catch (error) {
    refuse(stream, error);
  }
}

/** Addresses are looked up as the programs of this pod do, with search list and hosts file. */
async function lookUp(name: string, type: RecordType): Promise<unknown[]> {
  const family = type === "A" ? 4 : type === "AAAA" ? 6 : undefined;
  if (family === undefined) return [await dns.resolve(name, type)].flat();
  const found = await dns.lookup(name, { all: true, family });
  return found.map(({ address }) => address);
}
