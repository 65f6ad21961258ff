/**
 * How long a route takes, in milliseconds. Plain JSON; made from what people write by `parse.ts`,
 * read through `quantile.ts` and `sample.ts`.
 */
export type Profile =
  | { kind: "fixed"; ms: number }
  /** Sorted by probability (0 < p < 1) and by value. `min` and `max` bound every sample. */
  | { kind: "quantiles"; points: QuantilePoint[]; min?: number; max?: number }
  | { kind: "uniform"; from: number; to: number }
  | { kind: "lognormal"; median: number; p99: number };

/** `ms` is the value below which a share of `p` of all requests lies. */
export interface QuantilePoint {
  p: number;
  ms: number;
}
