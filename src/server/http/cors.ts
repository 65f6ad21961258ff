import type { IncomingHttpHeaders } from "node:http";

import { type Answer, createAnswer } from "./answer.ts";

/** Returns headers that allow pages of any origin to read an answer, as alternating names and values. */
export function corsHeaders(headers: IncomingHttpHeaders): readonly string[] {
  const { origin } = headers;
  const requested = headers["access-control-request-headers"];
  const exposed = headers["access-control-expose-headers"];
  if (origin === undefined && requested === undefined && exposed === undefined) return ANYTHING;
  return allowing(origin || "*", requested || "*", exposed || "*");
}

/** Whether a request is a preflight, which browsers send before a request to another origin. */
export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    method === "OPTIONS" &&
    Boolean(headers.origin) &&
    Boolean(headers["access-control-request-method"])
  );
}

/** Returns the answer to a preflight. It does not depend on the document; the request itself is then checked. */
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

/** The headers for requests that name no origin and ask for no headers. */
export const ANYTHING = allowing("*", "*", "*");
