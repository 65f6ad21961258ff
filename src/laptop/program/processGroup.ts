import { setTimeout } from "node:timers/promises";

/** Between two looks, in milliseconds. */
const PAUSE = 50;

/**
 * Ends what a program has left behind in its process group, such as the server that a shell has started.
 *
 * @param leader number of the program's process, which has ended
 * @param patience how long the rest may take to end by itself, in milliseconds
 * @param now ends the patience
 */
export async function endGroup(leader: number, patience: number, now: AbortSignal): Promise<void> {
  if (!signalGroup(leader, "SIGTERM")) return;
  for (let waited = 0; waited < patience && !now.aborted; waited += PAUSE) {
    await setTimeout(PAUSE);
    if (!signalGroup(leader, 0)) return;
  }
  signalGroup(leader, "SIGKILL");
}

/** Returns whether there is anybody left. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
