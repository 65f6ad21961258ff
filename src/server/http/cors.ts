import type { IncomingHttpHeaders } from "node:http";

import { type Answer, createAnswer } from "./answer.ts";

/** Headers that let a page of any origin read an answer, names and values in turn. They allow what is asked for. */
export function corsHeaders(headers: IncomingHttpHeaders): readonly string[] {
  const { origin } = headers;
  const requested = headers["access-control-request-headers"];
  const exposed = headers["access-control-expose-headers"];
  if (origin === undefined && requested === undefined && exposed === undefined) return ANYTHING;
  return allowing(origin || "*", requested || "*", exposed || "*");
}

/** Whether this is what a browser asks before a request of another origin. */
export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    method === "OPTIONS" &&
    Boolean(headers.origin) &&
    Boolean(headers["access-control-request-method"])
  );
}

/** The answer to a preflight, whatever the document says of the path: the request itself then says more. */
export function preflightAnswer(headers: IncomingHttpHeaders): Answer {
  const asked = headers["access-control-request-method"] ?? "";
  return createAnswer(204, ["access-control-allow-methods", asked, "vary", "origin"]);
}

function allowing(origin: string, requested: string, exposed: string): readonly string[] {
  return [
    "access-control-allow-origin",
    origin,
    "access-control-allow-headers",
    requested,
    "access-control-allow-credentials",
    "true",
    "access-control-expose-headers",
    exposed,
  ];
}

const ANYTHING = allowing("*", "*", "*");
