import type { IncomingHttpHeaders } from "node:http";

/** A request in the bytes of a connection. */
export interface ReadRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Where the next request begins. */
  end: number;
}

/** Longer heads, and those with more lines, are left to `node:http`, which knows limits. */
const LONGEST_HEAD = 16_384;
const MOST_LINES = 100;

/**
 * A head that every parser reads in the same way: a target in the characters of RFC 3986, lines that end with CRLF,
 * names of letters, digits and dashes, values of printable ASCII without spaces around them.
 */
const HEAD =
  /(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/[\w.~!$&'()*+,;=:@%/?[\]-]*) HTTP\/1\.1\r\n((?:[A-Za-z0-9-]+: [!-~](?:[ -~]*[!-~])?\r\n)+)\r\n/y;

/** Headers that change how a message or a connection is read, and the one whose value Node makes a list. */
const LEFT_TO_NODE = new Set([
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Methods whose requests have no body, so that a length is unusual. */
const BODILESS = new Set(["GET", "HEAD", "OPTIONS"]);

const NO_BYTES = Buffer.alloc(0);

/**
 * Reads requests. Returns undefined if one of them is not complete, or not of the plain form that is answered here: then
 * `node:http` reads them all.
 *
 * @param text bytes as Latin-1
 */
export function readRequests(text: string): readonly ReadRequest[] | undefined {
  if (text === lastText) return lastRequests;
  const requests: ReadRequest[] = [];
  for (let at = 0; at < text.length; ) {
    const request = readRequest(text, at);
    if (request === undefined) return undefined;
    requests.push(request);
    at = request.end;
  }
  lastText = text;
  lastRequests = requests;
  return requests;
}

/** What was read last. Many clients send the same request again. */
let lastText = "";
let lastRequests: readonly ReadRequest[] = [];

function readRequest(text: string, at: number): ReadRequest | undefined {
  HEAD.lastIndex = at;
  const found = HEAD.exec(text);
  if (found === null) return undefined;
  const [head, method = "", url = "", lines = ""] = found;
  if (head.length > LONGEST_HEAD) return undefined;
  const headers = readHeaders(lines);
  if (headers?.host === undefined) return undefined;
  const { connection } = headers;
  if (connection !== undefined && connection.toLowerCase() !== "keep-alive") return undefined;
  const start = at + head.length;
  const length = headers["content-length"];
  if (length === undefined) return { method, url, headers, body: NO_BYTES, end: start };
  if (BODILESS.has(method) || !/^(?:0|[1-9]\d{0,5})$/.test(length)) return undefined;
  const end = start + Number(length);
  if (end > text.length) return undefined;
  const body = Buffer.from(text.slice(start, end), "latin1");
  return { method, url, headers, body, end };
}

/** The headers of the request before. Most clients send the same ones with every request. */
let last: { lines: string; headers: IncomingHttpHeaders | undefined } = {
  lines: "",
  headers: undefined,
};

/** Returns headers as `node:http` does, or undefined if there are repeated, unusual or too many ones. */
function readHeaders(lines: string): IncomingHttpHeaders | undefined {
  if (lines !== last.lines) last = { lines, headers: parseHeaders(lines) };
  return last.headers;
}

function parseHeaders(lines: string): IncomingHttpHeaders | undefined {
  const headers: IncomingHttpHeaders = {};
  let count = 0;
  let at = 0;
  while (at < lines.length) {
    const colon = lines.indexOf(":", at);
    const end = lines.indexOf("\r", colon);
    const name = lines.slice(at, colon).toLowerCase();
    // A name such as `constructor` is found in the prototype.
    if (headers[name] !== undefined || LEFT_TO_NODE.has(name) || ++count > MOST_LINES) {
      return undefined;
    }
    headers[name] = lines.slice(colon + 2, end);
    at = end + 2;
  }
  return headers;
}
