import type { RunPlan } from "../campaign/loadTest.ts";
import type { StartRequest } from "./masterState.ts";

type Said = { [Key in keyof RunPlan]?: RunPlan[Key] | undefined };

/**
 * Returns what a run is started with. Stages come before a number of users and a run time; without a rate, all users start
 * at once. Without any users the request has 0.
 */
export function startRequest(
  { users = 0, spawnRate, runTimeSeconds, stages, tags = [] }: Said,
  host: string | undefined,
): StartRequest {
  const most = stages === undefined ? users : Math.max(...stages.map((stage) => stage.users));
  return {
    users: most,
    spawnRate: spawnRate ?? Math.max(most, 1),
    ...(stages !== undefined ? { stages } : runTimeSeconds !== undefined && { runTimeSeconds }),
    ...(host !== undefined && { host }),
    ...(tags.length > 0 && { tags }),
  };
}
