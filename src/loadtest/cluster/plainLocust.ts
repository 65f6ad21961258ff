import type { Pod } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { LOADTEST_PORTS } from "../places.ts";
import { mounts } from "./stamp.ts";

/** What the dashboard of a master tells that runs without Understudy's programs, so that it has no API. */
export interface PlainLocust {
  workers: number;
  isRunning: boolean;
}

/** Returns whether a master's pod runs Locust alone, as a manifest written by hand may have it. */
export function isPlain(spec: Pod["spec"], { programs }: Pick<LoadTestNames, "programs">): boolean {
  return !mounts(spec, programs);
}

/** Returns undefined if the dashboard does not answer. */
export async function askPlainLocust(host: string): Promise<PlainLocust | undefined> {
  try {
    const url = `http://${host}:${LOADTEST_PORTS.dashboard}/stats/requests`;
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const { workers, state }: { workers: { state: string }[]; state: string } = Object(
      await response.json(),
    );
    return {
      workers: workers.filter((worker) => worker.state !== "missing").length,
      isRunning: /^(spawning|running|stopping|cleanup)$/.test(state),
    };
  } catch {
    return undefined;
  }
}
