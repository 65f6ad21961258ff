import type { Tell } from "../../forge/previewReport.ts";
import type { Leadership } from "../lease/leadership.ts";
import { checkedIn, LeaseLost, onlyInTerm } from "../lease/onlyInTerm.ts";
import { doRound, type Show } from "../loop/doRound.ts";
import type { Told } from "../loop/watch.ts";
import type { RoundOptions } from "../round.ts";
import type { World } from "../world.ts";
import type { Metrics, Result } from "./metrics.ts";

export interface InTerm {
  world: World;
  leadership: Pick<Leadership, "term">;
  metrics: Metrics;
  show: Show;
  options: RoundOptions;
}

/**
 * Does one round with the Lease, and returns what it says; nothing while another process has it.
 *
 * @throws {LeaseLost} if it was lost meanwhile
 * @throws {UserError} if the cluster or the forge could not be asked
 */
export async function roundInTerm(
  { world, leadership, metrics, show, options }: InTerm,
  stop?: AbortSignal,
): Promise<Told> {
  const { term } = leadership;
  if (term === undefined) return { lines: [], problems: [], warnings: [] };
  const begun = performance.now();
  const ended = (result: Result, told?: Told) =>
    metrics.round(result, (performance.now() - begun) / 1000, Date.now(), told);
  try {
    const cluster = onlyInTerm(world.cluster, leadership, term);
    const tell = world.tell && tellInTerm(world.tell, leadership, term);
    const told = await doRound({ ...world, cluster, tell }, options, {
      stop,
      show: checkedIn(show, leadership, term),
    });
    ended("done", told);
    return told;
  } catch (error) {
    ended(error instanceof LeaseLost ? "lease_lost" : "failed");
    throw error;
  }
}

/** Between two looks at the Lease while pull requests are told, in milliseconds. */
const LOOK_MS = 500;

/** Returns a function that leaves the rest to the next process once the term is over: telling all may take minutes. */
function tellInTerm(tell: Tell, leadership: Pick<Leadership, "term">, term: number): Tell {
  return async (report, until) => {
    const isOver = () => leadership.term !== term;
    if (isOver()) return [];
    const over = new AbortController();
    const looking = setInterval(() => isOver() && over.abort(), LOOK_MS);
    try {
      return await tell(report, until ? AbortSignal.any([until, over.signal]) : over.signal);
    } finally {
      clearInterval(looking);
    }
  };
}
