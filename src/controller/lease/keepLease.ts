import { setTimeout } from "node:timers/promises";
import { messageOf } from "../../cluster/connection.ts";
import { type Leadership, TURN_MS } from "./leadership.ts";

/**
 * Takes turns at the Lease until it is stopped, then gives it back. Says when it was taken and lost, and once what goes
 * wrong.
 */
export async function keepLease(
  leadership: Leadership,
  stop: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  let before = "";
  while (!stop.aborted) {
    const text = await leadership.turn().then(
      () => (leadership.term === undefined ? "waits: another process has it" : "has it"),
      (error: unknown) => `cannot be asked for: ${messageOf(error)}`,
    );
    if (text !== before) say(`Lease: ${text}`);
    before = text;
    await setTimeout(TURN_MS, undefined, { signal: stop }).catch(() => {});
  }
  // Without an answer it is free after its duration.
  await leadership.release().catch(() => {});
}
