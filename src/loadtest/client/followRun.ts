import { setTimeout } from "node:timers/promises";
import type { ReporterStatus } from "../reporterApi.ts";
import { Unreachable } from "./readyPod.ts";
import type { ReporterClient } from "./reporterClient.ts";

export interface Following {
  reporter: Pick<ReporterClient, "status">;
  id: string;
  show(status: ReporterStatus): void;
  /** Ends the following, and not the run. */
  signal?: AbortSignal;
  pace?: FollowingPace;
}

export interface FollowingPace {
  pollMs: number;
  /** A reporter that moves to another node, or a laptop without a network, is away for this long. */
  awayMs: number;
}

const PACE: FollowingPace = { pollMs: 1_000, awayMs: 300_000 };

/**
 * Follows a run until its report is written. Returns the reporter's last answer.
 *
 * @throws {Unreachable} when the reporter does not answer any more
 */
export async function followRun(following: Following): Promise<ReporterStatus | undefined> {
  const { reporter, id, show, signal, pace = PACE } = following;
  let answered = Date.now();
  while (!signal?.aborted) {
    try {
      const status = await reporter.status();
      answered = Date.now();
      if (status.run?.id !== id) return status;
      show(status);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (Date.now() - answered > pace.awayMs) throw error;
    }
    await setTimeout(pace.pollMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
