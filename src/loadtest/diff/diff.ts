/** How two runs of a load test differ: what `understudy loadtest diff --json` prints. */
export interface Diff {
  format: 1;
  a: RunName;
  b: RunName;
  /** Everything but the measurements that is not the same. */
  changes: Change[];
  /** The first is `all`; the others are sorted by name. */
  rows: DiffRow[];
}

export interface RunName {
  id: string;
  loadTest: string;
  stack: string;
  started: string;
  /** Why the run says nothing about the service. */
  invalid: string[];
}

export interface Change {
  /** `commit`, `script`, `WORKER_NUM`, `mock payments`. */
  what: string;
  a: string;
  b: string;
}

export interface DiffRow {
  route: string;
  requests: [a: number, b: number];
  figures: Record<DiffFigure, Comparison>;
}

/**
 * In the order of tables. `typical` is the geometric mean of the response times, over all routes that both runs have: each is
 * compared with itself.
 */
export const DIFF_FIGURES = ["rate", "failures", "typical", "p50", "p95", "p99"] as const;

export type DiffFigure = (typeof DIFF_FIGURES)[number];

export interface Comparison {
  a?: number;
  b?: number;
  /** What `b` has more than `a`: of `a`, or in shares of the requests for `failures`. */
  difference?: number;
  /**
   * - `noise`: two runs of the same thing differ as much
   * - `unknown`: there are too few requests to tell, or one run has none
   */
  result: "higher" | "lower" | "noise" | "unknown";
}
