import type { IncomingHttpHeaders } from "node:http";

import { type Answer, createAnswer } from "./answer.ts";

/**
 * Headers that let a page of any origin read an answer, names and values in turn. The origin is repeated, because
 * `*` is not allowed beside credentials.
 */
export function corsHeaders(headers: IncomingHttpHeaders): readonly string[] {
  const { origin } = headers;
  if (origin === undefined) return ANY_ORIGIN;
  return [
    "access-control-allow-origin",
    origin,
    "access-control-allow-credentials",
    "true",
    "access-control-expose-headers",
    "*",
    "vary",
    "Origin",
  ];
}

const ANY_ORIGIN: readonly string[] = [
  "access-control-allow-origin",
  "*",
  "access-control-expose-headers",
  "*",
];

/**
 * The answer to `OPTIONS` where the document has no such operation: what a browser asks before a request of another
 * origin (a preflight), and `Allow` for everybody else.
 *
 * @param methods what the path answers; empty for a path that the document does not have: the request itself then says so
 */
export function preflightAnswer(headers: IncomingHttpHeaders, methods: readonly string[]): Answer {
  const requested = headers["access-control-request-headers"];
  const asked = headers["access-control-request-method"];
  const allowed = [...new Set([...methods, "OPTIONS", ...(asked === undefined ? [] : [asked])])];
  return createAnswer(204, [
    ...(methods.length > 0 ? ["allow", [...methods, "OPTIONS"].join(", ")] : []),
    "access-control-allow-methods",
    allowed.join(", "),
    "access-control-allow-headers",
    requested ?? "*",
    "access-control-max-age",
    "600",
  ]);
}
