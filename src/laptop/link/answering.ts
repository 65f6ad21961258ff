import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { CODE, MESSAGE, PORT } from "./headers.ts";
import { join } from "./join.ts";

/** Joins a stream that the other end has opened to where it is to lead, or tells why not. */
export async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  accept: ((port: number) => Promise<Duplex>) | undefined,
): Promise<void> {
  // The other end may be gone at any time, which is no failure of this one.
  stream.on("error", () => {});
  await joined(stream, async () => {
    if (accept === undefined)
      throw Object.assign(new Error("takes none"), { code: "ECONNREFUSED" });
    return accept(Number(headers[PORT]));
  });
}

/** Joins a stream to what `open` opens. */
export async function joined(
  stream: ServerHttp2Stream,
  open: () => Promise<Duplex>,
): Promise<void> {
  try {
    const other = await open();
    if (stream.destroyed) {
      other.destroy();
      return;
    }
    other.on("error", () => {});
    stream.respond({ ":status": 200 });
    join(stream, other);
  } catch (error) {
    refuse(stream, error);
  }
}

/** Tells the other end why there is no answer. */
export function refuse(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed) return;
  const { code = "EUNKNOWN", message } = error as NodeJS.ErrnoException;
  const headers = { ":status": 502, [CODE]: code, [MESSAGE]: encodeURIComponent(message) };
  stream.respond(headers, { endStream: true });
  stream.resume();
}
