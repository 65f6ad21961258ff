/** What is written to the client, the same bytes for every request that gets it. */
export interface Answer {
  status: number;
  /** Names and values in turn, as `writeHead` takes them without another copy. */
  headers: string[];
  body: Buffer | undefined;
}

/**
 * An answer with a body, or without one where `body` is undefined. The statuses that allow no body
 * (1xx, 204, 205, 304) get none.
 */
export function createAnswer(
  status: number,
  headers: string[],
  body?: { type: string; bytes: Buffer },
): Answer {
  if (status < 200 || status === 204 || status === 304) return { status, headers, body: undefined };
  if (body === undefined || status === 205) {
    return { status, headers: [...headers, "content-length", "0"], body: undefined };
  }
  return {
    status,
    headers: [
      ...headers,
      "content-type",
      body.type,
      "content-length",
      String(body.bytes.byteLength),
    ],
    body: body.bytes,
  };
}
