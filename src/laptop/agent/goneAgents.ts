import { lookup } from "node:dns/promises";
import type { LedAgent } from "../../cluster/live/ledService.ts";

/** So often in a row a name must be unknown: a name server hears of what is new, and of what is gone, a moment later. */
const LOOKS = 5;

/**
 * Returns a function that tells which agents are gone for good, to be called again and again. An agent's Service goes with its
 * Job, and nobody else gets its name. One whose program was killed, or whose node is lost, has its name still.
 */
export function goneAgents(): (agents: readonly LedAgent[]) => Promise<LedAgent[]> {
  const unknown = new Map<string, number>();
  return async (agents) => {
    const gone: LedAgent[] = [];
    for (const one of agents) {
      if (one.host === undefined) continue;
      const times = (await isUnknown(one.host)) ? (unknown.get(one.host) ?? 0) + 1 : 0;
      unknown.set(one.host, times);
      if (times >= LOOKS) gone.push(one);
    }
    return gone;
  };
}

/** A name server that does not answer has another code. */
async function isUnknown(host: string): Promise<boolean> {
  try {
    await lookup(`${host}.`);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOTFOUND";
  }
}
