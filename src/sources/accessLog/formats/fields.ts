import { readDecimal } from "./decimal.ts";
import type { LogEntry } from "./logFormat.ts";
import { readTime } from "./time.ts";
import { unescapeText } from "./unescape.ts";

/** Reads the text of a field, `line` from `start` to `end`, into `entry`. Returns false if the field can't be that text. */
export type ReadField = (line: string, start: number, end: number, entry: LogEntry) => boolean;

/** `GET /users/17?x=1 HTTP/1.1`. Anything else, such as the bytes of a TLS handshake, is no request of HTTP. */
export const readRequestLine: ReadField = (line, start, end, entry) => {
  const methodEnd = line.indexOf(" ", start);
  const targetEnd = line.lastIndexOf(" ", end - 1);
  const isRequest =
    methodEnd > start && targetEnd > methodEnd && targetEnd < end && isMethod(line, start);
  entry.method = isRequest ? line.slice(start, methodEnd) : "";
  entry.target = isRequest ? unescapeText(line.slice(methodEnd + 1, targetEnd)) : "";
  return true;
};

export const readMethod: ReadField = (line, start, end, entry) => {
  entry.method = textOrNothing(line, start, end);
  return entry.method === "" || isMethod(line, start);
};

export const readTarget: ReadField = (line, start, end, entry) => {
  entry.target = unescapeText(line.slice(start, end));
  return true;
};

/** A path that NGINX has decoded, `$uri`. Encoded again, it matches except where an encoded slash was in it. */
export const readDecodedPath: ReadField = (line, start, end, entry) => {
  const bytes = Buffer.from(unescapeText(line.slice(start, end)), "latin1");
  const path = bytes.toString().toWellFormed();
  entry.target = encodeURI(path).replaceAll("?", "%3F").replaceAll("#", "%23");
  return true;
};

export const readHost: ReadField = (line, start, end, entry) => {
  entry.host = textOrNothing(line, start, end);
  return true;
};

export const readUpstream: ReadField = (line, start, end, entry) => {
  entry.upstream = textOrNothing(line, start, end);
  return true;
};

export const readServerName: ReadField = (line, start, end, entry) => {
  entry.serverName = textOrNothing(line, start, end);
  return true;
};

export const readStatus: ReadField = (line, start, end, entry) => {
  entry.status = isDash(line, start, end) ? 0 : readDecimal(line, start, end);
  // Envoy writes 0 where nobody answered.
  return end - start === 3 ? entry.status <= 999 : entry.status === 0 && end === start + 1;
};

export const readTimeField: ReadField = (line, start, end, entry) => {
  entry.time = readTime(line, start, end);
  return !Number.isNaN(entry.time);
};

export const readMilliseconds: ReadField = (line, start, end, entry) =>
  readDuration(line, start, end, entry, 0);

export const readSeconds: ReadField = (line, start, end, entry) =>
  readDuration(line, start, end, entry, 3);

/** NGINX's `$upstream_response_time`: the times of all servers that were tried, `0.101, 0.022 : 0.030`. */
export const readSecondsOfTries: ReadField = (line, start, end, entry) => {
  const times = line
    .slice(start, end)
    .split(/ *[,:] */)
    .filter((text) => text !== "-");
  const tries = times.map((text) => readDecimal(text, 0, text.length, 3));
  entry.ms = tries.length === 0 ? Number.NaN : tries.reduce((sum, ms) => sum + ms, 0);
  return tries.every((ms) => !Number.isNaN(ms));
};

/** A number that is not needed. It is checked where a field before it may contain the text that separates them. */
export const checkNumber: ReadField = (line, start, end) =>
  isDash(line, start, end) || !Number.isNaN(readDecimal(line, start, end));

function readDuration(
  line: string,
  start: number,
  end: number,
  entry: LogEntry,
  shift: number,
): boolean {
  entry.ms = readDecimal(line, start, end, shift);
  // Proxies write a dash, and AWS -1, where nobody answered.
  return !Number.isNaN(entry.ms) || isDash(line, start, end) || isMinusOne(line, start, end);
}

function textOrNothing(line: string, start: number, end: number): string {
  return isDash(line, start, end) ? "" : line.slice(start, end);
}

function isDash(line: string, start: number, end: number): boolean {
  return end === start + 1 && line[start] === "-";
}

function isMinusOne(line: string, start: number, end: number): boolean {
  return end === start + 2 && line.startsWith("-1", start);
}

function isMethod(line: string, start: number): boolean {
  const code = line.charCodeAt(start);
  return code >= 65 && code <= 90;
}
