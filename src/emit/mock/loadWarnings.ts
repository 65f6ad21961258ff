import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { hasLoads } from "../../latency/shareLoads.ts";
import type { Problem } from "../../problem.ts";
import { mockPlan } from "../delays/latencyPlace.ts";

/** Returns the number of pods among which capacities are divided. */
export function fewestPods({ replicas, autoscaling }: ServiceConfig): number {
  return autoscaling?.min ?? replicas;
}

/** Warns that the capacity grows with the number of pods. */
export function loadWarnings(mock: LoadedMock): Problem[] {
  const { autoscaling, where, name } = mock.config;
  if (autoscaling === undefined || autoscaling.min === autoscaling.max) return [];
  if (!hasLoads(mockPlan(mock))) return [];
  const { min, max } = autoscaling;
  return [
    {
      where: `${where ?? name}.autoscaling`,
      what: `capacities of latency profiles are divided by the ${min} pods of the minimum, and grow up to ${Number((max / min).toPrecision(3))} times with more pods`,
      fix: "Write replicas in place of autoscaling to keep them.",
    },
  ];
}
