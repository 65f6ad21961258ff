import { setTimeout } from "node:timers/promises";

/** An answer that another try will not change: no right, no such bucket. */
export class FinalError extends Error {}

/** In milliseconds: half a minute together, so that a clean-up is not held up for longer. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

/**
 * Returns the result of `work`, which is tried again after growing pauses.
 *
 * @throws {Error} that of the last try, or a `FinalError` at once
 */
export async function retried<T>(
  work: () => Promise<T>,
  pauses: readonly number[] = PAUSES,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FinalError) throw error;
      await setTimeout(pause);
    }
  }
  return work();
}
