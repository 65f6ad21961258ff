import { ROUTE_WITHDRAWN } from "../routing/annotations.ts";
import { DELETE_HELD } from "./annotations.ts";
import { type FoundCopy, markOf } from "./copies.ts";

/** So many copies may go at once, however few there are. */
const FEW = 3;

/** In milliseconds: so long the answers have to stay the same. */
export const HOLD = 3_600_000;

/**
 * Returns those copies that may not go yet, because more than half of all would go at once. Those whose deletion has
 * begun, and those that were held for an hour, do go.
 *
 * @param due copies that are to go
 * @param all how many copies there are
 */
export function heldOf(due: readonly FoundCopy[], all: number, now: number): Set<FoundCopy> {
  const fresh = due.filter((copy) => markOf(copy, ROUTE_WITHDRAWN) === undefined);
  if (fresh.length <= FEW || fresh.length <= all / 2) return new Set();
  return new Set(
    fresh.filter((copy) => {
      const since = markOf(copy, DELETE_HELD);
      // A time that cannot be read holds it too.
      return since === undefined || !(Date.parse(since) + HOLD <= now);
    }),
  );
}
