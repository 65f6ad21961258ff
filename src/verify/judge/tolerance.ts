import type { Range } from "./target.ts";

/** How far a quantile may be from its target. */
export interface Tolerance {
  /** Share of the target, up to p95. */
  share: number;
  /** Share of the target, above p95: fewer answers say less. */
  tail: number;
  /** At least this much, because every answer takes a hop and the mock's own work. */
  leastMs: number;
}

/** Returns the values that a quantile may have. */
export function allowedOf(target: Range, p: number, tolerance: Tolerance): Range {
  const share = p > 0.95 ? tolerance.tail : tolerance.share;
  return {
    from: Math.max(0, target.from - Math.max(share * target.from, tolerance.leastMs)),
    to: target.to + Math.max(share * target.to, tolerance.leastMs),
  };
}
