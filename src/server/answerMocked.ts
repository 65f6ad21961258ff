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
  const { site, request, method, path, query } = exchange;
  const { endpoint, params, fault, full, mistake } = decision;
  const { serving } = site;
  const { headers } = request;
  if (mistake !== undefined) return problemAnswer("BAD_REQUEST", mistake);
  if (full !== undefined) {
    full.metrics.refused++;
    return refusedAnswer(full.clearsIn(exchange.arrived));
  }
  if (serving.options.cors && isPreflight(method, headers)) return preflightAnswer(headers);
  if (endpoint === undefined || params === undefined) {
    const allowed = serving.router.allowed(path);
    const routesPage = `${site.prefix ?? ""}${ROUTES_PAGE}`;
    return unmatchedAnswer({ headers, method, path, query, allowed, routesPage });
  }
  const asked = { headers, query, params, body: () => readInto(exchange) };
  return attempt(() =>
    typeof fault?.kind === "number"
      ? statusAnswer(endpoint.operation, asked, fault.kind)
      : endpoint.operation(asked),
  );
}

async function readInto(exchange: Exchange): Promise<Buffer> {
  const body = await readBody(exchange.request);
  exchange.body = body;
  return body;
}
