import { once } from "node:events";
import { UserError } from "../../problem.ts";

/** Nobody waits any longer. */
export class Interrupted extends UserError {
  constructor() {
    super([{ where: "understudy", what: "interrupted before the link was there" }]);
  }
}

/**
 * Rejects when a signal is aborted. Never resolves.
 *
 * @param stop undefined: nobody interrupts
 * @param until ends the wait
 * @throws {Interrupted}
 */
export async function interruption(
  stop: AbortSignal | undefined,
  until: AbortSignal,
): Promise<never> {
  const interrupted = stop ?? until;
  if (!interrupted.aborted) await once(interrupted, "abort", { signal: until });
  throw new Interrupted();
}
