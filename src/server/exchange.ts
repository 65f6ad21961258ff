import type { Fault } from "../latency/faults.ts";
import type { Timetable } from "./delay.ts";
import type { Incoming, Outgoing } from "./http/exchanged.ts";
import type { RouteMetrics } from "./measure/metrics.ts";
import type { ServedQueue } from "./queues.ts";
import { requestedDelay } from "./requestedDelay.ts";
import type { Endpoint, Timing } from "./serving.ts";
import type { ServedSite, ServerState } from "./state.ts";

/** A request to a mock, and the response that it waits for. */
export interface Exchange {
  state: ServerState;
  site: ServedSite;
  timetable: Timetable;
  request: Incoming;
  response: Outgoing;
  /** Time of arrival, by the timetable. */
  arrived: number;
  method: string;
  /** Path within the site. */
  path: string;
  /** As it is on the wire, without the question mark. */
  query: string;
  /** The request's body, once the operation has read it. */
  body: Buffer | undefined;
}

/** How a request is answered: by which route, after which delay, with which fault. */
export interface Decision {
  /** Undefined if no route matches. */
  endpoint: Endpoint | undefined;
  /** Path parameters, decoded; undefined if no route matches. */
  params: Record<string, string> | undefined;
  metrics: RouteMetrics;
  /** Milliseconds from arrival to answer. */
  delay: number;
  /** Returns the milliseconds between two items of a stream. */
  pause: () => number;
  fault: Fault | undefined;
  /** The queue that is full, so that the request is refused. */
  full: ServedQueue | undefined;
  /** What is wrong with the delay that the request asks for. */
  mistake: string | undefined;
}

/**
 * Finds the route of a request, and draws its delay and its fault. A request that asks for its own delay is not part of
 * a load.
 */
export function decide(exchange: Exchange): Decision {
  const {
    site: { serving },
    request,
    method,
    path,
  } = exchange;
  const found = serving.router.find(method, path);
  const endpoint = found && serving.endpoint(found);
  const timing: Timing = endpoint ?? serving.unmatched;
  const requested = requestedDelay(request.headers);
  const drawn = typeof requested === "number" ? requested : timing.delay();
  const queue = requested === undefined ? timing.queue : undefined;
  const delay = queue === undefined ? drawn : queue.take(drawn, exchange.arrived);
  return {
    endpoint,
    params: found?.params,
    metrics: timing.metrics,
    delay: delay ?? 0,
    full: delay === undefined ? queue : undefined,
    pause: typeof requested === "number" ? () => requested : timing.delay,
    fault: delay === undefined ? undefined : timing.fault?.(),
    mistake: typeof requested === "object" ? requested.mistake : undefined,
  };
}
