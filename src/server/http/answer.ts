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

/** What an answer's body is. */
export interface AnswerBody {
  /** Content type; undefined: none is sent. */
  type: string | undefined;
  /** Undefined: no byte. */
  bytes?: Buffer;
}

/**
 * An answer, with its length. The statuses that allow no body (204, 205, 304) get none.
 *
 * @param headers names and values in turn
 */
export function createAnswer(
  status: number,
  headers: readonly string[],
  { type, bytes }: AnswerBody = { type: undefined },
): Answer {
  const described = type === undefined ? [...headers] : [...headers, "content-type", type];
  if (status === 204 || status === 304) {
    return { status, headers: described.map(headerText), body: undefined };
  }
  const body = status === 205 ? undefined : bytes;
  described.push("content-length", String(body?.byteLength ?? 0));
  return {
    status,
    headers: described.map(headerText),
    body,
    ...(body && body.length < SHORT_BODY && { text: body.toString("latin1") }),
  };
}

/** An answer with further headers, names and values in turn. */
export function withHeaders(answer: Answer, headers: readonly string[]): Answer {
  return { ...answer, headers: [...answer.headers, ...headers.map(headerText)] };
}

/**
 * Header values are bytes: UTF-8 here. The control characters that Node refuses, and that would end a header, become
 * spaces; much of a header comes from documents.
 */
function headerText(value: string): string {
  return Buffer.from(value.replaceAll(/\p{Cc}+/gu, " ").trim()).toString("latin1");
}
