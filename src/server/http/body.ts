import type { IncomingMessage } from "node:http";

/** The longest request body that is read, in bytes: 10 MB. */
export const BODY_LIMIT = 10_000_000;

/** A request body over the limit. */
export class BodyTooLarge extends Error {}

/**
 * The whole body of a request.
 * @throws BodyTooLarge when it is longer than `BODY_LIMIT`, as soon as that is known
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = Number(request.headers["content-length"] ?? 0);
    const fail = () => {
      // The rest is read and thrown away: a client that is cut off while it sends may never see its answer.
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

/** Whether a request has a body; one of no bytes is none. */
export function hasBody({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
