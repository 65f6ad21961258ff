import type { Decision, Exchange } from "./exchange.ts";
import type { Answer } from "./http/answer.ts";
import { send, sendTruncated } from "./http/send.ts";
import { JOURNAL_BODY } from "./measure/journal.ts";
import { countAnswer, countUnanswered } from "./measure/metrics.ts";
import { sendItems } from "./sendItems.ts";

/** The statuses of nginx's log for a request whose client went away, and whose connection the server closed itself. */
const CLIENT_GONE = 499;
const RESET = 444;

/** Sends an answer, unless a fault breaks the connection, then counts and records the request. */
export function finish(exchange: Exchange, decision: Decision, answer: Answer): void {
  sendOrBreak(exchange, answer, decision);
  const { state, timetable, arrived } = exchange;
  const ms = timetable.now() - arrived;
  count(exchange, decision, answer.status, ms);
  if (state.journal !== undefined) record(exchange, answer.status, ms);
  if (state.log !== undefined) {
    log(exchange, decision, decision.fault?.kind === "reset" ? RESET : answer.status, ms);
  }
}

/** Finishes with an answer when it is ready and the delay is over. If the client goes away before, nothing is sent. */
export function finishInTime(
  exchange: Exchange,
  decision: Decision,
  answer: Answer | Promise<Answer>,
): void {
  const { state, timetable, request, response, arrived, call } = exchange;
  const { delay, fault, metrics } = decision;
  let cancel = () => {};
  let abandoned = false;
  response.once("close", () => {
    // The request was counted when its answer began.
    if (response.headersSent) return;
    abandoned = true;
    cancel();
    if (fault?.kind === "reset") return;
    countUnanswered(metrics, call.method, CLIENT_GONE);
    if (state.log !== undefined) log(exchange, decision, CLIENT_GONE, timetable.now() - arrived);
  });
  const finishWhenDue = (ready: Answer) => {
    // If the body ended too early, the connection is lost as well.
    if (abandoned || (request.destroyed && !request.complete)) return;
    cancel = timetable.at(arrived + delay, () => finish(exchange, decision, ready));
  };
  if (answer instanceof Promise) answer.then(finishWhenDue);
  else finishWhenDue(answer);
}

function sendOrBreak(exchange: Exchange, answer: Answer, decision: Decision): void {
  const { state, call, request, response } = exchange;
  const { fault } = decision;
  const sending = { cors: call.site.serving.options.cors, last: state.draining };
  if (fault?.kind === "reset") request.socket.resetAndDestroy();
  else if (fault?.kind === "truncate") sendTruncated(request, response, answer, sending);
  else if (answer.items !== undefined) sendItems(exchange, answer, sending, decision);
  else send(request, response, answer, sending);
}

function count(
  { call: { method } }: Exchange,
  { metrics, fault, full }: Decision,
  status: number,
  ms: number,
): void {
  if (fault?.kind === "reset") countUnanswered(metrics, method, RESET);
  else if (full !== undefined) countUnanswered(metrics, method, status);
  else countAnswer(metrics, method, status, ms);
}

function record({ state, call, body }: Exchange, status: number, ms: number): void {
  state.journal?.add({
    time: new Date(Date.now() - ms).toISOString(),
    service: call.site.serving.service,
    route: call.endpoint?.route.key ?? null,
    method: call.method,
    target: call.url,
    headers: call.headers,
    ...(body !== undefined && { body: body.subarray(0, JOURNAL_BODY).toString() }),
    status,
    ms,
  });
}

function log({ state, call }: Exchange, { delay }: Decision, status: number, ms: number): void {
  state.log?.add({
    service: call.site.serving.service,
    method: call.method,
    target: call.url,
    status,
    ms,
    route: call.endpoint?.route.key ?? null,
    delay,
  });
}
