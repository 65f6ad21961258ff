/** What is written to a client. */
export interface Answer {
  status: number;
  /** Names and values in turn, as `writeHead` takes them. */
  headers: string[];
  body: Buffer | undefined;
}

/**
 * An answer, with its length. The statuses that allow no body (204, 205, 304) get none.
 *
 * @param headers names and values in turn
 */
export function createAnswer(
  status: number,
  headers: readonly string[],
  body?: { type: string; bytes: Buffer },
): Answer {
  if (status === 204 || status === 304) {
    return { status, headers: headers.map(headerText), body: undefined };
  }
  const described =
    body === undefined || status === 205
      ? ["content-length", "0"]
      : ["content-type", body.type, "content-length", String(body.bytes.byteLength)];
  return {
    status,
    headers: [...headers, ...described].map(headerText),
    body: status === 205 ? undefined : body?.bytes,
  };
}

/**
 * Header values are bytes: UTF-8 here. The control characters that Node refuses, and that would end a header, become
 * spaces; much of a header comes from documents.
 */
function headerText(value: string): string {
  return Buffer.from(value.replaceAll(/\p{Cc}+/gu, " ").trim()).toString("latin1");
}
