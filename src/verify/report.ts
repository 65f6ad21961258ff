import type { Profile } from "../latency/profile.ts";
import type { RouteKey } from "../openapi/table/table.ts";

/**
 * The result of a verification as plain JSON: what `--json` prints, what `.understudy/verify/<stack>.json` keeps, and
 * what the page shows. All times are in milliseconds; a time without an upper bound is null.
 */
export interface Report {
  /** Version of this structure. A report of another version is not read. */
  format: 1;
  stack: string;
  /** ISO 8601. */
  started: string;
  seconds: number;
  /** Where the requests came from. `cluster`: from a pod with a sidecar, so that the mesh's delays count. */
  from: "machine" | "cluster";
  settings: Settings;
  plan: PlannedRun;
  /** `decided`: every route has its verdict. The others stopped it before that. */
  ended: "decided" | "max-requests" | "max-time" | "interrupted";
  /** The worst verdict of all routes, in the order of `VERDICTS`. */
  verdict: Verdict;
  /** Requests that were sent. */
  requests: number;
  client: ClientReport;
  services: ServiceReport[];
}

/** From the worst to the best. */
export const VERDICTS = ["fail", "not measurable", "undecided", "not asked", "pass"] as const;

/**
 * - `pass`: the interval of every quantile of the target is inside the tolerance
 * - `fail`: an interval is outside of it, or the shares of the bands are wrong
 * - `undecided`: neither, yet
 * - `not measurable`: the client was late itself, or what makes the delays is not where the requests go
 * - `not asked`: the route has no target, or answers no request that could be made
 */
export type Verdict = (typeof VERDICTS)[number];

export interface Settings {
  /** Requests a second, over all routes. */
  rate: number;
  /** Shares of the target. `tail` is that of quantiles above p95. */
  tolerance: { share: number; tail: number; leastMs: number };
  maxRequests?: number;
  maxSeconds?: number;
  /** Confidence of all intervals together: 0.95. */
  confidence: number;
}

/** What was expected before the first request, if every route is as it should be. */
export interface PlannedRun {
  routes: number;
  requests: number;
  seconds: number;
}

/** How late the client sent its requests: the real departure after the planned one. */
export interface ClientReport {
  lateness: { p50: number; p99: number; max: number };
  /** The most requests that were under way at once, and how many may be. */
  underWay: { most: number; allowed: number };
}

export interface ServiceReport {
  name: string;
  /** The document's title. */
  title: string;
  /** Where it was asked. */
  url: string;
  /** Who makes the delays there. */
  inject: "mesh" | "mock";
  verdict: Verdict;
  /**
   * What every answer takes beyond its target: hop, proxy and the mock's own work. The measured medians minus the
   * targets, weighted by their precision. Left out if no median is precise enough.
   */
  overheadMs?: number;
  /** In the document's matching order. */
  routes: RouteReport[];
}

export interface RouteReport {
  key: RouteKey;
  /** The target; left out if the route has no delay. */
  profile?: Profile;
  verdict: Verdict;
  /** Why, as a sentence without its full stop: `p95 is 138ms to 144ms, expected 114ms to 126ms`. Always but for `pass`. */
  reason?: string;
  /** Requests whose latency counts. */
  requests: number;
  /** How many requests the verdict was expected to take. */
  planned: number;
  /** Estimate of the further requests that a verdict takes; only of undecided routes. */
  stillNeeded?: number;
  /** The quantiles that decide, in ascending order. */
  quantiles: QuantileReport[];
  /** The distribution that was asked and the one that was measured, in ascending order of `p`; empty without requests. */
  points: DistributionPoint[];
  /** Latencies in buckets that are equally wide on a log axis; left out without requests. */
  histogram?: HistogramReport;
  /** Equal slices of the time in which the route was asked. */
  course: CourseSlice[];
  /** Only of distributions that the mesh makes, as bands. */
  bands?: BandsReport;
  /** Numbers of answers by status code, and `error` for requests without an answer, `timeout` for those too slow. */
  statuses: Record<string, number>;
  /** Answers that do not count, because the stack asks for these faults. */
  faults: number;
}

export interface QuantileReport {
  /** 0 to 1. */
  p: number;
  /** `guard`: the target does not name it. It can fail a route, but no route waits for it. */
  kind: "named" | "guard";
  /** Where the target is between two bands, any value from `from` to `to` is right; usually both are equal. */
  target: { from: number; to: number };
  /** Target with tolerance. */
  allowed: { from: number; to: number };
  /** Null without requests, or if the quantile lies beyond the slowest answers that came at all. */
  measured: number | null;
  /** The interval; `to` is null if there are too few requests for an upper bound, `from` if most had no answer. */
  interval: { from: number | null; to: number | null };
  verdict: "pass" | "fail" | "undecided";
}

export interface DistributionPoint {
  p: number;
  /** What was asked. */
  target: number;
  /** What was measured, with its interval of `confidence` at this point alone. Null beyond what was measured. */
  measured: number | null;
  from: number | null;
  to: number | null;
}

export interface HistogramReport {
  /** Lower edge of the first bucket, and how many times wider each edge is than the one before. */
  first: number;
  growth: number;
  /** Shares of the measured and of the asked latencies in each bucket. */
  measured: number[];
  target: number[];
}

export interface CourseSlice {
  /** Seconds since the start of the run, of the slice's beginning. */
  at: number;
  requests: number;
  /** Null without requests. */
  p50: number | null;
  p95: number | null;
  max: number | null;
}

/** The bands of a distribution in the mesh, told apart by the header `x-understudy-band`. */
export interface BandsReport {
  verdict: "pass" | "fail" | "undecided";
  /** The test of the shares: how likely a deviation at least this large is if they are right. */
  chiSquared: { statistic: number; degrees: number; p: number };
  bands: BandReport[];
  /** Answers without the header, or with a band that the target does not have. */
  unknown: number;
}

export interface BandReport {
  /** As in the header: `p50-p75`. */
  name: string;
  /** 0 to 1. */
  share: { target: number; measured: number };
  requests: number;
  delay: {
    target: number;
    /** The median of the band's answers, and its interval; null as in `QuantileReport`. */
    measured: number | null;
    interval: { from: number | null; to: number | null };
  };
  verdict: "pass" | "fail" | "undecided";
}
