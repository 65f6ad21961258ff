import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
} from "node:http2";
import type { Duplex } from "node:stream";
import { json } from "node:stream/consumers";
import { HOST, NAME, PORT, RELEASE, REQUESTS, RESOLVE, TYPE } from "./headers.ts";
import { LinkError, type RecordType } from "./link.ts";
import { refusalIn } from "./refusal.ts";
import { writeSingly } from "./writeSingly.ts";

/** @throws {LinkError} */
export async function dial(
  session: ClientHttp2Session,
  host: string,
  port: number,
): Promise<Duplex> {
  const stream = session.request({
    ":method": "CONNECT",
    ":authority": "agent",
    ...{ [HOST]: host, [PORT]: String(port) },
  });
  await answered(stream);
  return writeSingly(stream);
}

/** @throws {LinkError} */
export async function resolve(
  session: ClientHttp2Session,
  name: string,
  type: RecordType,
): Promise<unknown[]> {
  return question(session.request({ ":path": RESOLVE, [NAME]: name, [TYPE]: type }));
}

/** @throws {LinkError} */
export async function requests(session: ClientHttp2Session): Promise<number> {
  return question(session.request({ ":path": REQUESTS }));
}

/** @throws {LinkError} */
export async function release(session: ClientHttp2Session): Promise<void> {
  await question(session.request({ ":path": RELEASE }));
}

async function question<T>(stream: ClientHttp2Stream): Promise<T> {
  // Node throws away what comes together with the answer's head and its end, if nobody reads by then.
  const answer = json(stream);
  answer.catch(() => {});
  await answered(stream);
  return (await answer) as T;
}

/** Resolves when the other end has done what was asked. */
export function answered(stream: ClientHttp2Stream): Promise<void> {
  return new Promise((done, reject) => {
    const onError = (error: Error) => reject(new LinkError("ELINKLOST", error.message));
    const onClose = () => reject(new LinkError("ELINKLOST", "the link was lost"));
    stream.once("error", onError);
    stream.once("close", onClose);
    stream.once("response", (headers: IncomingHttpHeaders & IncomingHttpStatusHeader) => {
      stream.off("error", onError);
      stream.off("close", onClose);
      const refusal = refusalIn(headers);
      if (refusal === undefined) {
        done();
        return;
      }
      stream.on("error", () => {});
      stream.resume();
      reject(refusal);
    });
  });
}
