import type { IncomingMessage, ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import { BODY_LIMIT, BodyTooLarge, readBody } from "./body.ts";
import { corsHeaders, preflightAnswer } from "./cors.ts";
import { type Clock, runAt } from "./delay.ts";
import { countAbandoned, countAnswer } from "./metrics.ts";
import type { Operation } from "./operation.ts";
import type { ServerOptions } from "./options.ts";
import { isOwnPath, ownAnswer, type ServerState } from "./ownPaths.ts";
import { problemAnswer } from "./problems.ts";
import type { Timing } from "./serving.ts";

/** Answers one request: finds its route, lets the route answer, and sends that when the route's delay is over. */
export function handleRequest(
  state: ServerState,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const arrived = clock.now();
  const method = request.method ?? "GET";
  const { path, query } = splitTarget(request.url ?? "/");

  if (isOwnPath(path)) {
    send(state, request, response, ownAnswer(method, path, state));
    return;
  }

  const { serving } = state;
  const found = serving.router.find(method, path);
  const endpoint = found && serving.endpoint(found);
  const timing: Timing = endpoint ?? serving.unmatched;
  const delay = timing.delay();
  const answerNow = (answer: Answer) => {
    send(state, request, response, answer);
    countAnswer(timing.metrics, method, answer.status, clock.now() - arrived);
  };

  const answer =
    endpoint === undefined
      ? unmatchedAnswer(request, method, path, serving.router.allowed(path), serving.options)
      : operationAnswer(endpoint.operation, request, query, found?.params ?? {});
  if (delay === 0 && !(answer instanceof Promise)) {
    answerNow(answer);
    return;
  }

  let cancel = () => {};
  let abandoned = false;
  response.once("close", () => {
    if (response.writableEnded) return;
    abandoned = true;
    cancel();
    countAbandoned(timing.metrics, method);
  });
  const answerInTime = (ready: Answer) => {
    // A body that ended too early is the end of its connection as well.
    if (abandoned || (request.destroyed && !request.complete)) return;
    cancel = runAt(arrived + delay, clock, () => answerNow(ready));
  };
  if (answer instanceof Promise) answer.then(answerInTime);
  else answerInTime(answer);
}

/** What an operation answers, also where it fails. */
function operationAnswer(
  operation: Operation,
  request: IncomingMessage,
  query: string,
  params: Record<string, string>,
): Answer | Promise<Answer> {
  const { headers } = request;
  try {
    const answer = operation({ headers, query, params, body: () => readBody(request) });
    return answer instanceof Promise ? answer.catch(failure) : answer;
  } catch (error) {
    return failure(error);
  }
}

function send(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): void {
  const cors = state.serving.options.cors ? corsHeaders(request.headers) : [];
  const headers = [...cors, ...answer.headers];
  // A kept connection would hold up the drain until its client lets go.
  if (state.draining) headers.push("connection", "close");
  response.writeHead(answer.status, headers);
  if (answer.text === undefined) response.end(answer.body);
  else response.end(answer.text, "latin1");
}

/** Path and query of a request target; a proxy's absolute form loses scheme and host (RFC 9112, 3.2.2). */
function splitTarget(target: string): { path: string; query: string } {
  const origin = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*\/?/i, "/");
  const mark = origin.indexOf("?");
  return mark === -1
    ? { path: origin, query: "" }
    : { path: origin.slice(0, mark), query: origin.slice(mark + 1) };
}

function unmatchedAnswer(
  request: IncomingMessage,
  method: string,
  path: string,
  allowed: string[],
  { cors }: ServerOptions,
): Answer {
  const preflight = cors && request.headers["access-control-request-method"] !== undefined;
  if (method === "OPTIONS" && (preflight || allowed.length > 0)) {
    return preflightAnswer(request.headers, allowed);
  }
  if (allowed.length === 0) {
    return problemAnswer(
      "NO_PATH_MATCHED_ERROR",
      `The document has no path that matches ${path}. Its routes are listed at /_understudy/routes.json.`,
    );
  }
  return problemAnswer(
    "NO_METHOD_MATCHED_ERROR",
    `The path ${path} has no ${method}, only ${allowed.join(", ")}.`,
    { allowed },
    ["allow", allowed.join(", ")],
  );
}

function failure(error: unknown): Answer {
  if (error instanceof BodyTooLarge) {
    return problemAnswer(
      "CONTENT_TOO_LARGE",
      `The body is longer than the ${BODY_LIMIT / 1_000_000} MB that are read.`,
    );
  }
  return problemAnswer("INTERNAL_ERROR", error instanceof Error ? error.message : String(error));
}
