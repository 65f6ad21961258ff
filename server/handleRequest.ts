import type { IncomingMessage, ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import { BODY_LIMIT, BodyTooLarge, readBody } from "./body.ts";
import { corsHeaders, preflightAnswer } from "./cors.ts";
import { type Clock, runAt } from "./delay.ts";
import { countAbandoned, countAnswer } from "./metrics.ts";
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
  const due = arrived + timing.delay();

  let cancel = () => {};
  let abandoned = false;
  response.once("close", () => {
    if (response.writableEnded) return;
    abandoned = true;
    cancel();
    countAbandoned(timing.metrics, method);
  });
  const answerInTime = (answer: Answer) => {
    // A body that ended too early is the end of its connection as well.
    if (abandoned || (request.destroyed && !request.complete)) return;
    cancel = runAt(due, clock, () => {
      send(state, request, response, answer);
      countAnswer(timing.metrics, method, answer.status, clock.now() - arrived);
    });
  };

  if (endpoint === undefined) {
    answerInTime(unmatchedAnswer(request, method, path, serving.router.allowed(path)));
    return;
  }
  const operationRequest = {
    headers: request.headers,
    query,
    params: found?.params ?? {},
    body: () => readBody(request),
  };
  try {
    const answer = endpoint.operation(operationRequest);
    if (answer instanceof Promise) answer.then(answerInTime, (e) => answerInTime(failure(e)));
    else answerInTime(answer);
  } catch (error) {
    answerInTime(failure(error));
  }
}

function send(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): void {
  const headers = [...corsHeaders(request.headers), ...answer.headers];
  // A kept connection would hold up the drain until its client lets go.
  if (state.draining) headers.push("connection", "close");
  response.writeHead(answer.status, headers);
  response.end(answer.body);
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
): Answer {
  const preflight = request.headers["access-control-request-method"] !== undefined;
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
