import type { PrometheusQuery } from "../serviceLoad.ts";
import type { ServicePod } from "./servicePods.ts";

/** CPU that one pod used between two moments in seconds since 1970. */
export interface Usage {
  from: number;
  to: number;
  cores: number;
}

export interface UsageReading {
  /** By the pods' names; without those of which nothing is known yet. */
  usages: Map<string, Usage>;
  /** What Prometheus was asked. */
  asked?: PrometheusQuery;
}

/** Returns what the pods used. Rejects with `NotMeasured`. */
export type UsageReader = (
  pods: readonly Pick<ServicePod, "name" | "node" | "containers">[],
) => Promise<UsageReading>;
