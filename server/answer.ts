/** What is written to a client. */
export interface Answer {
  status: number;
  /** Names and values in turn, as `writeHead` takes them. */
  headers: string[];
  body: Buffer | undefined;
  /**
   * The body's bytes as Latin-1, where it is short: Node writes such a text in one piece with the headers, and bytes in
   * a piece of their own.
   */
  text?: string;
}

/** From here on, copying a body into one piece with the headers costs more than the second piece. */
const SHORT_BODY = 16_384;

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
  const bytes = status === 205 ? undefined : body?.bytes;
  return {
    status,
    headers: [...headers, ...described].map(headerText),
    body: bytes,
    ...(bytes && bytes.length < SHORT_BODY && { text: bytes.toString("latin1") }),
  };
}

/**
 * Header values are bytes: UTF-8 here. The control characters that Node refuses, and that would end a header, become
 * spaces; much of a header comes from documents.
 */
function headerText(value: string): string {
  return Buffer.from(value.replaceAll(/\p{Cc}+/gu, " ").trim()).toString("latin1");
}
