import { normalPath } from "../openapi/table/normalPath.ts";
import { answerMocked } from "./answerMocked.ts";
import { createCall, isRepeated } from "./call.ts";
import type { Timetable } from "./delay.ts";
import { attempt } from "./failure.ts";
import type { Incoming, Outgoing } from "./http/exchanged.ts";
import { problemAnswer } from "./http/problems.ts";
import { send } from "./http/send.ts";
import { isOwnPath, ownAnswer } from "./own/ownPaths.ts";
import { pathWithin, placeOf, type ServedSite } from "./sites.ts";
import type { ServerState } from "./state.ts";

/** Answers one request: with one of the server's own pages, or with the mock that is served at its host and path. */
export function handleRequest(
  state: ServerState,
  timetable: Timetable,
  request: Incoming,
  response: Outgoing,
): void {
  const arrived = timetable.now();
  const { call: before } = state;
  if (before !== undefined && isRepeated(before, request)) {
    answerMocked({ state, timetable, call: before, request, response, arrived, body: undefined });
    return;
  }
  const { path: written, query } = splitTarget(request.url ?? "/");
  const path = normalPath(written);
  const site = placeOf(state.sites, request.headers.host, path);
  const inner = site === undefined ? path : pathWithin(site, path);
  if (isOwnPath(inner)) {
    answerOwn(state, site, request, response, inner, query);
  } else if (site === undefined) {
    refuseUnknownPlace(state, request, response, path);
  } else {
    const call = createCall(site, request, inner, query);
    state.call = call;
    answerMocked({ state, timetable, call, request, response, arrived, body: undefined });
  }
}

function refuseUnknownPlace(
  state: ServerState,
  request: Incoming,
  response: Outgoing,
  path: string,
): void {
  const places = state.sites.map(({ host = "", prefix = "" }) => `${host}${prefix}/`);
  const answer = problemAnswer(
    "NO_PATH_MATCHED_ERROR",
    `No mock is served at ${path}, only at ${places.join(", ")}.`,
  );
  send(request, response, answer, { cors: true, last: state.draining });
  state.log?.add({
    service: null,
    method: request.method ?? "GET",
    target: request.url ?? "/",
    status: answer.status,
    ms: 0,
    route: null,
    delay: 0,
  });
}

function answerOwn(
  state: ServerState,
  site: ServedSite | undefined,
  request: Incoming,
  response: Outgoing,
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

/**
 * Splits a request target into path and query. Scheme and host of a proxy's absolute form are dropped (RFC 9112,
 * 3.2.2).
 */
function splitTarget(target: string): { path: string; query: string } {
  const origin = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*\/?/i, "/");
  const mark = origin.indexOf("?");
  return mark === -1
    ? { path: origin, query: "" }
    : { path: origin.slice(0, mark), query: origin.slice(mark + 1) };
}
