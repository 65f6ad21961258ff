/**
 * How long a route takes, in milliseconds. It is plain JSON, which `parse.ts` makes from what users write, and which
 * `quantile.ts` and `sample.ts` evaluate.
 */
export type Profile = Distribution & { load?: Load };

export type Distribution =
  | { kind: "fixed"; ms: number }
  /** The points are sorted by probability (0 < p < 1) and by value. `min` and `max` limit every sample. */
  | { kind: "quantiles"; points: QuantilePoint[]; min?: number; max?: number }
  | { kind: "uniform"; from: number; to: number }
  | { kind: "lognormal"; median: number; p99: number };

/** How a route slows down as it fills up. Its distribution is that of an idle service. */
export interface Load {
  /** Requests per second that it can answer. */
  capacity: number;
  /** How many requests may wait when it gets more. */
  queue: number;
}

/** A share of `p` of all requests takes less than `ms`. */
export interface QuantilePoint {
  p: number;
  ms: number;
}
