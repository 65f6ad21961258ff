import type { IncomingMessage, ServerResponse } from "node:http";

import type { Fault } from "../latency/faults.ts";
import type { Timetable } from "./delay.ts";
import { statusAnswer } from "./fault.ts";
import type { Answer } from "./http/answer.ts";
import { BODY_LIMIT, BodyTooLarge, readBody } from "./http/body.ts";
import { isPreflight, preflightAnswer } from "./http/cors.ts";
import { normalPath } from "./http/normalPath.ts";
import { problemAnswer } from "./http/problems.ts";
import { send, sendTruncated } from "./http/send.ts";
import { JOURNAL_BODY } from "./measure/journal.ts";
import { countAnswer, countUnanswered } from "./measure/metrics.ts";
import { isOwnPath, ownAnswer } from "./own/ownPaths.ts";
import { unmatchedAnswer } from "./replies/unmatched.ts";
import { requestedDelay } from "./requestedDelay.ts";
import type { Endpoint, Timing } from "./serving.ts";
import { pathWithin, placeOf } from "./sites.ts";
import type { ServedSite, ServerState } from "./state.ts";

/** Statuses that nginx counts a request by whose client went away, and one whose connection it closed itself. */
const CLIENT_GONE = 499;
const RESET = 444;

/** Answers one request: finds its mock and route, lets the route answer, and sends that when the delay is over. */
export function handleRequest(
  state: ServerState,
  timetable: Timetable,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const arrived = timetable.now();
  const { path: written, query } = splitTarget(request.url ?? "/");
  const path = normalPath(written);
  const site = placeOf(state.sites, request.headers.host, path);
  const inner = site === undefined ? path : pathWithin(site, path);
  if (isOwnPath(inner)) {
    answerOwn(state, site, request, response, inner, query);
  } else if (site === undefined) {
    const places = state.sites.map(({ host = "", prefix = "" }) => `${host}${prefix}/`);
    const answer = problemAnswer(
      "NO_PATH_MATCHED_ERROR",
      `No mock is served at ${path}, only at ${places.join(", ")}.`,
    );
    send(request, response, answer, { cors: true, last: state.draining });
  } else {
    answerMocked({ state, site, timetable, request, response, arrived, path: inner, query });
  }
}

interface Exchange {
  state: ServerState;
  site: ServedSite;
  timetable: Timetable;
  request: IncomingMessage;
  response: ServerResponse;
  arrived: number;
  /** Within the site. */
  path: string;
  query: string;
}

function answerMocked(exchange: Exchange): void {
  const { site, timetable, request, response, arrived, path, query } = exchange;
  const { serving } = site;
  const method = request.method ?? "GET";
  const found = serving.router.find(method, path);
  const endpoint = found && serving.endpoint(found);
  const timing: Timing = endpoint ?? serving.unmatched;
  const requested = requestedDelay(request.headers);
  const delay = typeof requested === "number" ? requested : timing.delay();
  const fault = timing.fault?.();

  let body: Buffer | undefined;
  const answerNow = (answer: Answer) => {
    finish(exchange, answer, fault);
    const ms = timetable.now() - arrived;
    if (fault?.kind === "reset") countUnanswered(timing.metrics, method, RESET);
    else countAnswer(timing.metrics, method, answer.status, ms);
    if (exchange.state.journal !== undefined) record(exchange, endpoint, answer.status, ms, body);
  };

  let answer: Answer | Promise<Answer>;
  if (typeof requested === "object") {
    answer = problemAnswer("BAD_REQUEST", requested.mistake);
  } else if (serving.options.cors && isPreflight(method, request.headers)) {
    answer = preflightAnswer(request.headers);
  } else if (endpoint === undefined || found === undefined) {
    const allowed = serving.router.allowed(path);
    answer = unmatchedAnswer({ headers: request.headers, method, path, query, allowed });
  } else {
    const { headers } = request;
    const read = async () => {
      body = await readBody(request);
      return body;
    };
    const asked = { headers, query, params: found.params, body: read };
    answer = attempt(() =>
      typeof fault?.kind === "number"
        ? statusAnswer(endpoint.operation, asked, fault.kind)
        : endpoint.operation(asked),
    );
  }
  if (delay === 0 && !(answer instanceof Promise)) {
    answerNow(answer);
    return;
  }

  let cancel = () => {};
  let abandoned = false;
  response.once("close", () => {
    if (response.writableEnded || fault?.kind === "truncate") return;
    abandoned = true;
    cancel();
    if (fault?.kind !== "reset") countUnanswered(timing.metrics, method, CLIENT_GONE);
  });
  const answerInTime = (ready: Answer) => {
    // A body that ended too early is the end of its connection as well.
    if (abandoned || (request.destroyed && !request.complete)) return;
    cancel = timetable.at(arrived + delay, () => answerNow(ready));
  };
  if (answer instanceof Promise) answer.then(answerInTime);
  else answerInTime(answer);
}

/** Sends an answer, or what a fault makes of it. */
function finish({ state, site, request, response }: Exchange, answer: Answer, fault?: Fault): void {
  const sending = { cors: site.serving.options.cors, last: state.draining };
  if (fault?.kind === "reset") request.socket.resetAndDestroy();
  else if (fault?.kind === "truncate") sendTruncated(request, response, answer, sending);
  else send(request, response, answer, sending);
}

function record(
  { state, site, request }: Exchange,
  endpoint: Endpoint | undefined,
  status: number,
  ms: number,
  body: Buffer | undefined,
): void {
  state.journal?.add({
    time: new Date(Date.now() - ms).toISOString(),
    service: site.serving.service,
    route: endpoint?.route.key ?? null,
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers: request.headers,
    ...(body !== undefined && { body: body.subarray(0, JOURNAL_BODY).toString() }),
    status,
    ms,
  });
}

function answerOwn(
  state: ServerState,
  site: ServedSite | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): void {
  const answer = attempt(() =>
    ownAnswer({ state, site, method: request.method ?? "GET", path, query }),
  );
  const sending = () => ({ cors: true, last: state.draining });
  if (answer instanceof Promise) {
    answer.then((ready) => send(request, response, ready, sending()));
  } else {
    send(request, response, answer, sending());
  }
}

/** What `answer` gives, and an answer also where it fails. */
function attempt(answer: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
  try {
    const made = answer();
    return made instanceof Promise ? made.catch(failure) : made;
  } catch (error) {
    return failure(error);
  }
}

/** Path and query of a request target; a proxy's absolute form loses scheme and host (RFC 9112, 3.2.2). */
function splitTarget(target: string): { path: string; query: string } {
  const origin = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*\/?/i, "/");
  const mark = origin.indexOf("?");
  return mark === -1
    ? { path: origin, query: "" }
    : { path: origin.slice(0, mark), query: origin.slice(mark + 1) };
}

function failure(error: unknown): Answer {
  if (error instanceof BodyTooLarge) {
    return problemAnswer(
      "CONTENT_TOO_LARGE",
      `The body is longer than the ${BODY_LIMIT / 1_000_000} MB that are read.`,
    );
  }
  // JSON may be nested deeper than the checks that follow it down.
  if (error instanceof RangeError && error.message.includes("call stack")) {
    return problemAnswer("BAD_REQUEST", "The request is nested too deeply to be checked.");
  }
  return problemAnswer("INTERNAL_ERROR", error instanceof Error ? error.message : String(error));
}
