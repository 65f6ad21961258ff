import type { IncomingHttpHeaders } from "node:http";

import type { Route, RouteTable } from "../routes/table.ts";
import type { Answer } from "./answer.ts";
import { negotiate } from "./negotiate.ts";
import { type Preferences, readPreferences } from "./prefer.ts";
import { problemAnswer } from "./problems.ts";
import { parseQuery } from "./query.ts";
import { replyAnswer } from "./reply.ts";
import { replyForStatus, type Selected, successReply } from "./selectReply.ts";

/** A route made ready to answer. */
export interface Operation {
  answer(request: OperationRequest): Answer | Promise<Answer>;
}

/** What an operation sees of a request. */
export interface OperationRequest {
  headers: IncomingHttpHeaders;
  /** As it is on the wire, without the question mark. */
  query: string;
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** The whole body; rejects with `BodyTooLarge` beyond the limit. */
  body(): Promise<Buffer>;
}

export function createOperation(route: Route, table: RouteTable): Operation {
  return {
    answer(request) {
      const query = parseQuery(request.query);
      const preferences = readPreferences(preferHeader(request.headers), query);
      return preferredAnswer(route, table, request.headers.accept, preferences);
    },
  };
}

/** Node joins the lines of a header that it does not know, but its types do not say so. */
function preferHeader(headers: IncomingHttpHeaders): string | undefined {
  const { prefer } = headers;
  return Array.isArray(prefer) ? prefer.join(",") : prefer;
}

function preferredAnswer(
  route: Route,
  table: RouteTable,
  accept: string | undefined,
  { code, example }: Preferences,
): Answer {
  const selected = code === undefined ? successReply(route) : forCode(route, code);
  if (selected === undefined)
    return code === undefined ? noSuccess(route) : noSuchCode(route, code);
  const { content } = selected.reply;
  const negotiated = negotiate(accept, content);
  if (negotiated === undefined && content.length > 0) {
    return problemAnswer("NOT_ACCEPTABLE", `Unable to find content for ${accept}.`, {
      available: content.map((media) => media.type),
    });
  }
  return replyAnswer(selected, negotiated, example, table);
}

function forCode(route: Route, code: string): Selected | undefined {
  return /^[2-5]\d\d$/.test(code) ? replyForStatus(route, Number(code)) : undefined;
}

function noSuchCode(route: Route, code: string): Answer {
  return problemAnswer(
    "NOT_FOUND",
    `Requested status code ${code} is not defined in the document for ${route.key}.`,
    { available: route.responses.map((reply) => reply.status) },
  );
}

function noSuccess(route: Route): Answer {
  return problemAnswer(
    "NO_SUCCESS_RESPONSE_DEFINED",
    `${route.key} has neither a 2xx or 3xx response nor a default one; ask for another with "Prefer: code=…".`,
    { available: route.responses.map((reply) => reply.status) },
  );
}
