import fc from "fast-check";

import { PATHS } from "./echo.ts";

/** What a client sends on one connection: texts in Latin-1, each in a write of its own. */
export type Script = string[];

const mostly = <T>(usual: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.constantFrom(...rare));

const method = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
  },
  fc.constantFrom(
    "get",
    "G",
    "TRACE",
    "CONNECT",
    "PRI",
    "PROPFIND",
    "M-SEARCH",
    "G\0T",
    "",
    "GET\t",
    "\r\nGET",
    "\nPOST",
  ),
);
const target = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("/", "/a?b=c&d[e]=%20", "/cors", ...PATHS) },
  fc.constantFrom(
    ...[
      "*",
      "a",
      "",
      "//b",
      "/..",
      "/%",
      "/%00",
      "/a b",
      "/a\tb",
      "/a#f",
      "/a?#",
      "/<>",
      '/"',
      "/\\",
      "/^`{|}",
    ],
    ...[
      "/\xe9",
      "/\x7f",
      "/\x00",
      "http://h/a",
      "https://h:1/?b",
      "http://",
      "h:80",
      "?a",
      `/${"p".repeat(300)}`,
    ],
  ),
);
const version = mostly(
  " HTTP/1.1",
  ...[
    "HTTP/1.1",
    " HTTP/1.0",
    " HTTP/1.2",
    " HTTP/2.0",
    " HTTP/0.9",
    " http/1.1",
    "  HTTP/1.1",
    " HTTP/1.1 ",
    "",
    " HTTP/11",
    " ICE/1.0",
  ],
);
const end = mostly("\r\n", "\n", "\r", "\n\r", "\r\r\n", " \r\n", "\0\r\n");
const lengths = [
  "0",
  "1",
  "3",
  "5",
  "05",
  "+5",
  "-1",
  " 5",
  "5 ",
  "0x5",
  "5,5",
  "5, 5",
  "1e1",
  "",
  "99999",
  "9".repeat(25),
  "5\t",
];
const codings = [
  "chunked",
  "Chunked",
  "identity",
  "gzip, chunked",
  "chunked, chunked",
  " chunked",
  "chunked ",
  "xchunked",
  "",
  "chunked\t",
];
const header = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "Accept: */*",
      "X-A: b c",
      "cookie: a=b; c=d",
      "User-Agent: x",
      "Origin: http://o",
      "x-b: 1",
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...lengths).map((length) => `Content-Length: ${length}`),
  },
  fc.constantFrom(...codings).map((coding) => `Transfer-Encoding: ${coding}`),
  fc
    .constantFrom(
      "close",
      "keep-alive",
      "Keep-Alive",
      "CLOSE",
      "upgrade",
      "close, x",
      "x",
      "keep-alive, close",
      "",
      "TE",
    )
    .map((value) => `Connection: ${value}`),
  fc.constantFrom(
    ...[
      "Host: b",
      "host: a",
      "Host:",
      "Upgrade: websocket",
      "Upgrade: h2c",
      "Expect: 100-continue",
      "Expect: x",
      "TE: trailers",
    ],
    ...[
      "Trailer: x",
      "Keep-Alive: 5",
      "Proxy-Connection: close",
      "HTTP2-Settings: x",
      "Content-Encoding: gzip",
      "Content-Type: text/plain",
    ],
    ...[
      "X-A : b",
      " X-A: b",
      "\tX-A: b",
      "X-A",
      ":b",
      ": b",
      "X-A:b",
      "X-A:  b  ",
      "X-A:\tb\t",
      "X-A: ",
      "X-A:",
      "X-A: \0",
      "X-A: a\x01b",
    ],
    ...[
      "X-A: \xe9\xff",
      "X\xe9: b",
      "X_A: b",
      "X.A: b",
      "X A: b",
      "X-A: b\n c",
      "X-A: b\r\n c",
      "X-A: b\r\n\tc",
      "X-A: a\rb",
      "X-A: a\nb",
    ],
    ...[
      "__proto__: x",
      "constructor: x",
      "toString: x",
      "X-A: a\x7fb",
      "Content-Length : 5",
      "Content_Length: 5",
      "Content-Length\t: 5",
    ],
    ...[
      "Transfer-Encoding : chunked",
      "Transfer_Encoding: chunked",
      "X-A: b\r\nTransfer-Encoding: chunked",
      "Set-Cookie: a",
      "Age: 1",
    ],
    ...[
      "Content-Length: 5\r\n ,5",
      "X-A: b\r\n\r",
      "(x): y",
      "X-A: \t b",
      "1: 2",
      "x-understudy-delay: 1ms",
    ],
    `X-Long: ${"l".repeat(17_000)}`,
    Array.from({ length: 120 }, (_, i) => `X-${i}: y`).join("\r\n"),
    Array.from({ length: 1100 }, (_, i) => `Y-${i}: y`).join("\r\n"),
  ),
);
const body = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  fc.constantFrom(
    "",
    "a",
    "abc",
    "abcde",
    "{}\r\n",
    "\r\n",
    "0\r\n\r\n",
    "5\r\nabcde\r\n0\r\n\r\n",
    "5;x=y\r\nabcde\r\n0\r\nT: x\r\n\r\n",
  ),
  fc.constantFrom(
    "5\nabcde\n0\n\n",
    "005\r\nabcde\r\n0\r\n\r\n",
    "-1\r\n",
    "G",
    "GET /in HTTP/1.1\r\nHost: a\r\n\r\n",
    "\xe9".repeat(5),
  ),
);

const plain = fc
  .record({ method, target: fc.constantFrom("/", "/a?b=c", ...PATHS), body })
  .map(({ method, target, body }) => {
    const length = body === undefined ? "" : `Content-Length: ${body.length}\r\n`;
    return `${method} ${target} HTTP/1.1\r\nHost: a\r\nX-A: b\r\n${length}\r\n${body ?? ""}`;
  });
const broken = fc
  .record({
    method,
    target,
    version,
    ends: fc.array(end, { minLength: 2, maxLength: 2 }),
    host: mostly("Host: a", "Host: a\r\nHost: b", "X-H: a"),
    headers: fc.array(header, { maxLength: 4 }),
    body,
    hasLength: fc.boolean(),
  })
  .map(({ method, target, version, ends: [first, last], host, headers, body, hasLength }) => {
    const lines = [host, ...headers];
    if (body !== undefined && hasLength) lines.push(`Content-Length: ${body.length}`);
    const head = `${method} ${target}${version}${first}${lines.join("\r\n")}`;
    return `${head}\r\n${last}${body ?? ""}`;
  });
const garbage = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    "\r\n",
    "\r\n\r\n",
    "\0",
    "\x16\x03\x01",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "GET",
    "GET / HTTP/1.1\r\nHost: a\r\n",
  ),
);
const requests = fc.array(
  fc.oneof({ weight: 4, arbitrary: plain }, { weight: 4, arbitrary: broken }, garbage),
  { minLength: 1, maxLength: 4 },
);

/** Scripts of plain and broken requests: whole, pipelined, and cut anywhere. */
export const script: fc.Arbitrary<Script> = fc
  .record({
    requests,
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
    way: fc.nat(5),
  })
  .map(({ requests, cuts, way }) => {
    if (way <= 1) return requests;
    const all = requests.join("");
    if (way === 2) return [all];
    if (way === 3 && all.length < 200) return all.split("");
    const places = cuts.map((cut) => Math.floor(cut * all.length)).sort((a, b) => a - b);
    return [0, ...places].map((place, i) => all.slice(place, places[i] ?? all.length));
  });
