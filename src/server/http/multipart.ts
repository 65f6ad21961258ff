import { type MediaType, parseMediaType, splitUnquoted, unquote } from "./mediaType.ts";

/** One part of a multipart form (RFC 7578). */
export interface Part {
  name: string;
  /** By names in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Undefined if the part does not say it. */
  type: MediaType | undefined;
  /** Whether it has a file name. */
  isFile: boolean;
  bytes: Buffer;
}

/** Returns the parts of a multipart form. A form that does not end has none, and a part without a name is left out. */
export function parseMultipart(body: Buffer, boundary: string): Part[] {
  // Latin-1 has a character for each byte.
  const text = `\r\n${body.toString("latin1")}`;
  const delimiter = `\r\n--${Buffer.from(boundary).toString("latin1")}`;
  const parts: Part[] = [];
  let at = nextDelimiter(text, delimiter, 0);
  while (at !== undefined && !at.isLast) {
    const next = nextDelimiter(text, delimiter, at.end);
    if (next === undefined) return [];
    const part = parsePart(text.slice(at.end, next.start));
    if (part !== undefined) parts.push(part);
    at = next;
  }
  return at === undefined ? [] : parts;
}

/** A line between parts: its first character, and the one after it. */
interface Delimiter {
  start: number;
  end: number;
  isLast: boolean;
}

/** A line that only begins like a delimiter is content. */
function nextDelimiter(text: string, delimiter: string, from: number): Delimiter | undefined {
  // The line end of a delimiter may be that of the next one, if the part between them is empty.
  for (let start = text.indexOf(delimiter, Math.max(0, from - 2)); start !== -1; ) {
    const after = start + delimiter.length;
    if (text.startsWith("--", after)) return { start, end: after + 2, isLast: true };
    LINE_END.lastIndex = after;
    const line = LINE_END.exec(text);
    if (line !== null) return { start, end: after + line[0].length, isLast: false };
    start = text.indexOf(delimiter, after);
  }
  return undefined;
}

const LINE_END = /[ \t]*\r\n/y;

function parsePart(text: string): Part | undefined {
  const end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const headers = parseHeaders(text.slice(0, end));
  const [kind = "", ...rest] = splitUnquoted(headers.get("content-disposition") ?? "", ";");
  const parameters = new Map(rest.map(parseParameter));
  const name = parameters.get("name");
  if (kind.trim().toLowerCase() !== "form-data" || name === undefined) return undefined;
  const type = headers.get("content-type");
  return {
    name,
    headers,
    type: type === undefined ? undefined : parseMediaType(type),
    isFile: parameters.has("filename") || parameters.has("filename*"),
    bytes: Buffer.from(text.slice(end === 0 ? 2 : end + 4), "latin1"),
  };
}

function parseHeaders(text: string): Map<string, string> {
  const lines = text.split("\r\n").map((line) => {
    const colon = line.indexOf(":");
    const value = Buffer.from(line.slice(colon + 1), "latin1").toString();
    return [line.slice(0, colon).trim().toLowerCase(), value.trim()] as const;
  });
  return new Map(lines);
}

/** Browsers escape quotation marks and line ends in names, and nothing else (WHATWG HTML, multipart form data). */
function parseParameter(text: string): [string, string] {
  const equals = text.indexOf("=");
  const value = unquote(text.slice(equals + 1));
  const plain = value.replaceAll(/%(?:22|0D|0A)/gi, decodeURIComponent);
  return [text.slice(0, equals).trim().toLowerCase(), plain];
}
