import { createLoadQueue, type LoadQueue } from "../latency/loadQueue.ts";
import { type LatencyPlan, profileOf, queueName } from "../latency/plan.ts";
import type { RouteKey } from "../openapi/table/table.ts";
import type { Answer } from "./http/answer.ts";
import { problemAnswer } from "./http/problems.ts";
import { type Metrics, type QueueMetrics, queueOf } from "./measure/metrics.ts";

/** The queue of a profile with a load. */
export interface ServedQueue extends LoadQueue {
  metrics: QueueMetrics;
}

/** The queues of a mock: one for each profile that has a load. All routes that the default applies to share its queue. */
export interface Queues {
  /** @param key undefined for requests that no route matches */
  of(key: RouteKey | undefined): ServedQueue | undefined;
  /** Stores the lengths of all queues at a time in the metrics. */
  measure(now: number): void;
}

export function createQueues(plan: LatencyPlan, metrics: Metrics): Queues {
  const queues = new Map<string, ServedQueue>();
  return {
    of(key) {
      const profile = profileOf(plan, key);
      if (profile?.load === undefined) return undefined;
      const name = queueName(plan, key);
      const known = queues.get(name);
      if (known !== undefined) return known;
      const queue = {
        ...createLoadQueue(profile, profile.load),
        metrics: queueOf(metrics, name),
      };
      queues.set(name, queue);
      return queue;
    },
    measure(now) {
      for (const queue of queues.values()) queue.metrics.waiting = queue.waiting(now);
    },
  };
}

/**
 * Returns the answer of a full queue.
 *
 * @param milliseconds until no request waits any more
 */
export function refusedAnswer(milliseconds: number): Answer {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  return problemAnswer(
    "QUEUE_FULL",
    "The route gets more requests than its capacity, and its queue is full. The mock's latency profile says so (load).",
    {},
    ["retry-after", String(seconds)],
  );
}
