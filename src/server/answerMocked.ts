import { type Decision, decide, type Exchange } from "./exchange.ts";
import { attempt } from "./failure.ts";
import { statusAnswer } from "./fault.ts";
import { finish, finishInTime } from "./finish.ts";
import type { Answer } from "./http/answer.ts";
import { readBody } from "./http/body.ts";
import { isPreflight, preflightAnswer } from "./http/cors.ts";
import { problemAnswer } from "./http/problems.ts";
import { ROUTES_PAGE } from "./own/ownPaths.ts";
import { refusedAnswer } from "./queues.ts";
import { unmatchedAnswer } from "./replies/unmatched.ts";

/** Answers a request to a mock: at once, if there is no delay and no body to read. */
export function answerMocked(exchange: Exchange): void {
  const decision = decide(exchange);
  const answer = makeAnswer(exchange, decision);
  if (decision.delay === 0 && !(answer instanceof Promise)) finish(exchange, decision, answer);
  else finishInTime(exchange, decision, answer);
}

function makeAnswer(exchange: Exchange, decision: Decision): Answer | Promise<Answer> {
  const { call } = exchange;
  const { fault, full } = decision;
  if (full !== undefined) {
    full.metrics.refused++;
    return refusedAnswer(full.clearsIn(exchange.arrived));
  }
  const status = typeof fault?.kind === "number" ? fault.kind : undefined;
  if (call.answer !== undefined && status === undefined) return call.answer;
  const answer = answerCall(exchange, status);
  if (!(answer instanceof Promise) && answer.constant) call.answer = answer;
  return answer;
}

/** @param status that of a fault */
function answerCall(exchange: Exchange, status: number | undefined): Answer | Promise<Answer> {
  const { site, method, path, query, headers, endpoint, params, requested } = exchange.call;
  if (typeof requested === "object") return problemAnswer("BAD_REQUEST", requested.mistake);
  const { serving } = site;
  if (serving.options.cors && isPreflight(method, headers)) return preflightAnswer(headers);
  if (endpoint === undefined || params === undefined) {
    const allowed = serving.router.allowed(path);
    const routesPage = `${site.prefix ?? ""}${ROUTES_PAGE}`;
    const unmatched = unmatchedAnswer({ headers, method, path, query, allowed, routesPage });
    return { ...unmatched, constant: true };
  }
  const asked = { headers, query, params, body: () => readInto(exchange) };
  return attempt(() =>
    status === undefined
      ? endpoint.operation(asked)
      : statusAnswer(endpoint.operation, asked, status),
  );
}

async function readInto(exchange: Exchange): Promise<Buffer> {
  const body = await readBody(exchange.request);
  exchange.body = body;
  return body;
}
