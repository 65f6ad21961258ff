import type { IncomingMessage } from "node:http";
import { DecodedTooLong, decodeBody } from "./contentCoding.ts";
import type { Incoming } from "./exchanged.ts";

/** The longest request body that is read, in bytes, on the wire and decoded: 10 MB. */
export const BODY_LIMIT = 10_000_000;

/** A request body is longer than the limit. */
export class BodyTooLarge extends Error {}

/**
 * Reads the whole body of a request, and decodes it by its content codings.
 *
 * @throws BodyTooLarge as soon as it is known that the body is longer than `BODY_LIMIT`
 * @throws MalformedCoding
 */
export function readBody(request: Incoming): Promise<Buffer> {
  const read = "body" in request ? Promise.resolve(request.body) : readBytes(request);
  if (request.headers["content-encoding"] === undefined) return read;
  return read
    .then((bytes) => decodeBody(bytes, request.headers, BODY_LIMIT))
    .catch((error: unknown) => {
      throw error instanceof DecodedTooLong ? new BodyTooLarge() : error;
    });
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = Number(request.headers["content-length"] ?? 0);
    const fail = () => {
      // The rest is read and discarded: a client whose connection is cut while it sends may never read the answer.
      request.off("data", collect).resume();
      reject(new BodyTooLarge());
    };
    const collect = (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > BODY_LIMIT) fail();
      else chunks.push(chunk);
    };
    if (length > BODY_LIMIT) {
      fail();
      return;
    }
    length = 0;
    request.on("data", collect);
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
  });
}
