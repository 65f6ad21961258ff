import { dateLine } from "./dateLine.ts";

const { STATUS_CODES } = process.getBuiltinModule("node:http");

/** The head of an answer. */
export interface Head {
  /** Whether the answer ends its connection. */
  last: boolean;
  /** Returns the head as `node:http` writes it now, with a text behind it. */
  message(body: string): string;
}

/** Returns the head of an answer, or undefined if only `node:http` can send it. */
export type MakeHead = (status: number, headers: readonly string[]) => Head | undefined;

/** Headers by which `node:http` changes what it does. */
const MEANINGFUL = new Set([
  "connection",
  "content-length",
  "date",
  "expect",
  "keep-alive",
  "trailer",
  "transfer-encoding",
]);

/**
 * What was made of a list of headers is kept on the list itself: in a WeakMap, a list that is sent once would cost the
 * garbage collector more than everything else of its answer.
 */
const MADE = Symbol("made");

interface Made {
  status: number;
  keepAlive: string;
  head: Head | undefined;
}

/**
 * Creates a function that makes heads. It makes a head once for each list of headers, which must not change.
 *
 * @param keepAliveTimeout in milliseconds, as it is told to clients
 */
export function headMaker(keepAliveTimeout: number): MakeHead {
  const seconds = Math.floor(keepAliveTimeout / 1000);
  const keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`;
  return (status, headers: readonly string[] & { [MADE]?: Made }) => {
    const known = headers[MADE];
    if (known?.status === status && known.keepAlive === keepAlive) return known.head;
    const head = createHead(status, headers, keepAlive);
    headers[MADE] = { status, keepAlive, head };
    return head;
  };
}

function createHead(
  status: number,
  headers: readonly string[],
  keepAlive: string,
): Head | undefined {
  const meanings = new Map<string, string>();
  let before = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "unknown"}\r\n`;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? "";
    const value = headers[i + 1] ?? "";
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      return undefined;
    }
    before += `${name}: ${value}\r\n`;
    const lower = name.toLowerCase();
    if (!MEANINGFUL.has(lower)) continue;
    if (meanings.has(lower)) return undefined;
    meanings.set(lower, value);
  }
  const last = meanings.get("connection") === "close";
  const hasLength = meanings.has("content-length") || status === 204 || status === 304;
  meanings.delete("content-length");
  if (last) meanings.delete("connection");
  if (status < 200 || !hasLength || meanings.size > 0) return undefined;
  return { last, message: messageMaker(before, last ? "\r\n" : keepAlive) };
}

/** A message that was sent is a flat text, and is sent again for less than one that is composed. */
function messageMaker(before: string, after: string): (body: string) => string {
  let made = { date: "", body: "", message: "" };
  return (body) => {
    const date = dateLine();
    if (made.date !== date || made.body !== body) {
      made = { date, body, message: before + date + after + body };
    }
    return made.message;
  };
}
