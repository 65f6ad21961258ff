import type { Fault } from "../latency/faults.ts";
import type { Call } from "./call.ts";
import type { Timetable } from "./delay.ts";
import type { Incoming, Outgoing } from "./http/exchanged.ts";
import type { RouteMetrics } from "./measure/metrics.ts";
import type { ServedQueue } from "./queues.ts";
import type { Timing } from "./serving.ts";
import type { ServerState } from "./state.ts";

/** A request to a mock, and the response that it waits for. */
export interface Exchange {
  state: ServerState;
  timetable: Timetable;
  call: Call;
  request: Incoming;
  response: Outgoing;
  /** Time of arrival, by the timetable. */
  arrived: number;
  /** The request's body, once the operation has read it. */
  body: Buffer | undefined;
}

/** How a request is answered: after which delay, with which fault. */
export interface Decision {
  metrics: RouteMetrics;
  /** Milliseconds from arrival to answer. */
  delay: number;
  /** Returns the milliseconds between two items of a stream. */
  pause: () => number;
  fault: Fault | undefined;
  /** The queue that is full, so that the request is refused. */
  full: ServedQueue | undefined;
}

/** Draws the delay and the fault of a request. One that asks for its own delay is not part of a load. */
export function decide({ call, arrived }: Exchange): Decision {
  const { requested } = call;
  const timing: Timing = call.endpoint ?? call.site.serving.unmatched;
  const drawn = typeof requested === "number" ? requested : timing.delay();
  const queue = requested === undefined ? timing.queue : undefined;
  const delay = queue === undefined ? drawn : queue.take(drawn, arrived);
  return {
    metrics: timing.metrics,
    delay: delay ?? 0,
    full: delay === undefined ? queue : undefined,
    pause: typeof requested === "number" ? () => requested : timing.delay,
    fault: delay === undefined ? undefined : timing.fault?.(),
  };
}
