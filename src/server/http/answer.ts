/** A response to a client. */
export interface Answer {
  status: number;
  /** Alternating names and values, as `writeHead` takes them. */
  headers: string[];
  body: Buffer | undefined;
  /**
   * A short body's bytes as Latin-1 text. Node writes a text together with the headers, but bytes separately.
   */
  text?: string;
  /** The items of a body that is sent item by item. */
  items?: Buffer[];
  /** The headers with those that allow pages of any origin to read it, once it was sent with them. */
  open?: string[] | undefined;
  /** Whether every request with the same method, target and headers gets it: its body is not read, and nothing random. */
  constant?: boolean;
}

/** For longer bodies, copying them behind the headers costs more than a second write. */
const SHORT_BODY = 16_384;

/** The body of an answer. */
export interface AnswerBody {
  /** Content type; undefined if none is sent. */
  type: string | undefined;
  /** Undefined for an empty body. */
  bytes?: Buffer;
  /** The items of the body, if they are sent one by one. */
  items?: Buffer[];
}

/**
 * Creates an answer with its content length. With a status that allows no body (204, 205, 304) it has none.
 *
 * @param headers alternating names and values
 */
export function createAnswer(
  status: number,
  headers: readonly string[],
  { type, bytes, items }: AnswerBody = { type: undefined },
): Answer {
  const described = type === undefined ? [...headers] : [...headers, "content-type", type];
  if (status === 204 || status === 304) {
    return { status, headers: described.map(headerText), body: undefined };
  }
  if (items !== undefined && items.length > 1 && status !== 205) {
    // Without a length the body is sent in chunks.
    return { status, headers: described.map(headerText), body: Buffer.concat(items), items };
  }
  const body = status === 205 ? undefined : (bytes ?? items?.[0]);
  described.push("content-length", String(body?.byteLength ?? 0));
  return {
    status,
    headers: described.map(headerText),
    body,
    ...(body && body.length < SHORT_BODY && { text: body.toString("latin1") }),
  };
}

/** Returns an answer with more headers, which are alternating names and values. */
export function withHeaders(answer: Answer, headers: readonly string[]): Answer {
  return { ...answer, headers: [...answer.headers, ...headers.map(headerText)], open: undefined };
}

/**
 * Returns a header value as Node needs it: each character is a byte of UTF-8. Control characters except tabs, which
 * Node refuses and which could end the header, become spaces, because values may come from documents.
 */
function headerText(value: string): string {
  return Buffer.from(value.replaceAll(/[^\P{Cc}\t]+/gu, " ").trim()).toString("latin1");
}
