import { meanLatency } from "./meanLatency.ts";
import type { Load, Profile } from "./profile.ts";

/** The queue of a route that slows down as it fills up. Times are in milliseconds, by any clock that does not go back. */
export interface LoadQueue {
  /**
   * Takes a request, and returns the milliseconds until its answer, or undefined if the queue is full.
   *
   * @param drawn what the request would take in an idle service
   */
  take(drawn: number, now: number): number | undefined;
  /** Returns how many requests wait. */
  waiting(now: number): number;
  /** Returns the milliseconds until no request waits. */
  clearsIn(now: number): number;
}

/** The rate is measured over the time of so many requests at capacity. Over fewer, its own noise would be stretched. */
const MEASURED_REQUESTS = 500;
const SHORTEST_MEMORY = 1_000;
const LONGEST_MEMORY = 5_000;

/**
 * Creates the queue of a profile with a load.
 *
 * **Below its capacity** a request takes `1 / (1 - rate / capacity)` times as long as in an idle service. This is the
 * mean of each request in a service that shares itself equally among all its requests (M/G/1 with processor sharing),
 * whatever the distribution of what they need (L. Kleinrock, Queueing Systems, volume 2, chapter 4); and in the M/M/1
 * queue each quantile grows by the same factor. So the distribution keeps its shape, and no further number is needed.
 *
 * **The rate** is an exponentially weighted mean, as a request finds it when it arrives.
 *
 * **The service holds** `capacity * mean` requests when it is just busy (Little's law), and `queue` more. A full one
 * holds them for `mean + queue / capacity`, so that the factor ends at `1 + queue / (capacity * mean)`.
 *
 * **At its capacity and above** requests wait for each other: the service completes `capacity` of them a second as long
 * as there are any. A request waits for those before it that do not fit into the service. This waiting and the longer
 * answers at a high rate describe the same thing, so the longer one counts.
 */
export function createLoadQueue(profile: Profile, { capacity, queue }: Load): LoadQueue {
  const perMs = capacity / 1_000;
  const places = Math.max(1, perMs * meanLatency(profile));
  const most = 1 + queue / places;
  const memory = Math.min(LONGEST_MEMORY, Math.max(SHORTEST_MEMORY, MEASURED_REQUESTS / perMs));
  /** Requests in the service and in its queue, at the time `last`. */
  let held = 0;
  /** Requests per millisecond. */
  let rate = 0;
  let last = Number.NEGATIVE_INFINITY;

  const heldAt = (now: number) => Math.max(0, held - (now - last) * perMs);
  const waitingAt = (now: number) => Math.max(0, heldAt(now) - places);
  return {
    take(drawn, now) {
      const found = rate * Math.exp((last - now) / memory);
      held = heldAt(now);
      rate = found + 1 / memory;
      last = now;
      if (held + 1 > places + queue) return undefined;
      held++;
      const use = found / perMs;
      const factor = use < 1 ? Math.min(most, 1 / (1 - use)) : most;
      return drawn + Math.max(drawn * (factor - 1), waitingAt(now) / perMs);
    },
    waiting: (now) => Math.ceil(waitingAt(now)),
    clearsIn: (now) => waitingAt(now) / perMs,
  };
}
