import type { IncomingHttpHeaders } from "node:http";

import type { Media, Route, RouteTable } from "../routes/table.ts";
import type { Answer } from "./answer.ts";
import { createCache } from "./cache.ts";
import { negotiate } from "./negotiate.ts";
import type { ServerOptions } from "./options.ts";
import { type Preferences, readPreferences } from "./prefer.ts";
import { problemAnswer } from "./problems.ts";
import { parseQuery } from "./query.ts";
import type { Refusal } from "./refusal.ts";
import { replyAnswer } from "./reply.ts";
import { createRequestCheck } from "./requestCheck.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import {
  refusalReply,
  replyForStatus,
  type Selected,
  saysSomething,
  successReply,
} from "./selectReply.ts";

/** A route made ready to answer: answers immediately unless a body must be read. */
export type Operation = (request: OperationRequest) => Answer | Promise<Answer>;

/** What an operation sees of a request. */
export interface OperationRequest {
  headers: IncomingHttpHeaders;
  /** As it is on the wire, without the question mark. */
  query: string;
  /** Path parameters, decoded. */
  params: Record<string, string>;
  body(): Promise<Buffer>;
}

/**
 * Prepares a route: a request is checked against all that the document asks for, then gets the reply that suits it.
 *
 * @param checks of the table that the route is in
 */
export function createOperation(
  route: Route,
  table: RouteTable,
  checks: SchemaChecks,
  _options: ServerOptions,
): Operation {
  const check = createRequestCheck(route, table, checks);
  const answers = createCache<Answer>(CACHED_ANSWERS);

  return (request) => {
    const query = parseQuery(request.query);
    const { headers, params } = request;
    const answer = (refusal: Refusal | undefined): Answer => {
      const preferences = readPreferences(preferHeader(headers), query);
      if (refusal !== undefined)
        return refusalAnswer(route, table, headers.accept, preferences, refusal);
      const { code = "", example = "" } = preferences;
      return answers(`${headers.accept ?? ""}\n${code}\n${example}`, () =>
        successAnswer(route, table, headers.accept, preferences),
      );
    };
    const refusal = check({ headers, params, query, body: request.body });
    return refusal instanceof Promise ? refusal.then(answer) : answer(refusal);
  };
}

const CACHED_ANSWERS = 100;

function successAnswer(
  route: Route,
  table: RouteTable,
  accept: string | undefined,
  { code, example }: Preferences,
): Answer {
  const selected = code === undefined ? successReply(route) : replyForCode(route, code);
  if (selected === undefined)
    return code === undefined ? noSuccess(route) : noSuchCode(route, code);
  const { content } = selected.reply;
  const negotiated = negotiate(accept, content);
  if (negotiated === undefined && content.length > 0) {
    return problemAnswer("NOT_ACCEPTABLE", `Unable to find content for ${accept}.`, {
      available: content.map((media) => media.type),
    });
  }
  return replyAnswer(selected, negotiated, example, table, deprecation(route));
}

/** The document's reply to a request that is refused, where it has one, else a problem. */
function refusalAnswer(
  route: Route,
  table: RouteTable,
  accept: string | undefined,
  { code, example }: Preferences,
  { statuses, broad, problem, headers }: Refusal,
): Answer {
  const selected = refusalReply(route, statuses, broad);
  if (selected === undefined) {
    return problemAnswer(problem.kind, problem.detail, problem.members, headers);
  }
  // A refusal is not refused: what is not acceptable is still better than nothing.
  const content = selected.reply.content.filter(saysSomething);
  const negotiated =
    negotiate(accept, content) ?? negotiate(undefined, content.toSorted(byExamples));
  const asked = Number(code) === selected.status ? example : undefined;
  return replyAnswer(selected, negotiated, asked, table, [...headers, ...deprecation(route)]);
}

function byExamples(a: Media, b: Media): number {
  return Math.min(b.examples.length, 1) - Math.min(a.examples.length, 1);
}

function replyForCode(route: Route, code: string): Selected | undefined {
  return /^[2-5]\d\d$/.test(code) ? replyForStatus(route, Number(code)) : undefined;
}

function deprecation(route: Route): string[] {
  return route.deprecated ? ["deprecation", "true"] : [];
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

/** Node joins the lines of a header that it does not know, but its types do not say so. */
function preferHeader(headers: IncomingHttpHeaders): string | undefined {
  const { prefer } = headers;
  return Array.isArray(prefer) ? prefer.join(",") : prefer;
}
