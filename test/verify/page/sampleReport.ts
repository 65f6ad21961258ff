import type { Profile } from "../../../src/latency/profile.ts";
import { quantileFunction } from "../../../src/latency/quantile.ts";
import { courseOf, histogramOf, pointsOf, rounded } from "../../../src/verify/distribution.ts";
import { targetOf } from "../../../src/verify/judge/target.ts";
import {
  type Report,
  type RouteReport,
  VERDICTS,
  type Verdict,
} from "../../../src/verify/report.ts";

/** How a route of a sample report is. */
export interface SampleRoute {
  key: string;
  verdict: Verdict;
  profile?: Profile;
  reason?: string;
  /** How much slower than its target the route is. @default 1 */
  slower?: number;
}

const PROFILE: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.5, ms: 20 },
    { p: 0.95, ms: 120 },
    { p: 0.99, ms: 310 },
  ],
};
const REQUESTS = 2_400;

/** A report of routes that were really measured, but at a time that is made. */
export function sampleReport(routes: readonly SampleRoute[]): Report {
  const reports = routes.map((route, i) => sampleRoute(route, i + 1));
  const verdict = VERDICTS.find((one) => routes.some((route) => route.verdict === one)) ?? "pass";
  return {
    format: 1,
    stack: "stg",
    started: "2026-11-27T09:00:00.000Z",
    seconds: 64,
    from: "machine",
    settings: { rate: 50, tolerance: { share: 0.05, tail: 0.1, leastMs: 2 }, confidence: 0.95 },
    plan: { routes: routes.length, requests: routes.length * REQUESTS, seconds: 60 },
    ended: "decided",
    verdict,
    requests: routes.length * REQUESTS,
    client: { lateness: { p50: 0.04, p99: 0.31, max: 0.9 }, underWay: { most: 12, allowed: 500 } },
    services: [
      {
        name: "payments",
        title: "Shop payments",
        url: "http://127.0.0.1:4010",
        inject: "mock",
        verdict,
        overheadMs: 0.4,
        routes: reports,
      },
    ],
  };
}

function sampleRoute(
  { key, verdict, profile = PROFILE, reason, slower = 1 }: SampleRoute,
  seed: number,
): RouteReport {
  const nothing = {
    requests: 0,
    planned: 0,
    quantiles: [],
    points: [],
    course: [],
    statuses: {},
    faults: 0,
  };
  const why = reason === undefined ? {} : { reason };
  if (verdict === "not asked") return { key, verdict, ...why, ...nothing };
  const target = targetOf(profile, "mock", 50);
  const at = quantileFunction(profile);
  const random = randomNumbers(seed);
  const times = Array.from({ length: REQUESTS }, () => 0.4 + slower * at(random()));
  const sorted = Float64Array.from(times).sort();
  const departures = times.map((_, i) => (i * 60_000) / REQUESTS);
  const histogram = histogramOf(sorted, target);
  return {
    key,
    profile,
    verdict,
    ...why,
    requests: REQUESTS,
    planned: REQUESTS,
    quantiles: target.quantiles.map(({ p, kind }) => {
      const right = target.at(p);
      const [point] = pointsOf(sorted, { ...target, quantiles: [{ p, kind }] }, 0.05).filter(
        (one) => one.p === p,
      );
      return {
        p,
        kind,
        target: { from: rounded(right.from) ?? 0, to: rounded(right.to) ?? 0 },
        allowed: { from: rounded(right.from * 0.95) ?? 0, to: rounded(right.to * 1.05) ?? 0 },
        measured: point?.measured ?? null,
        interval: { from: point?.from ?? null, to: point?.to ?? null },
        verdict: slower === 1 ? "pass" : "fail",
      };
    }),
    points: pointsOf(sorted, target, 0.05),
    ...(histogram && { histogram }),
    course: courseOf(times, departures, 60_000),
    statuses: { 200: REQUESTS },
    faults: 0,
  };
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state + 0.5) / 2_147_483_648;
  };
}

/** A report of many routes with long names and, if they fail, long reasons. */
export function largeReport(count: number, verdict: "pass" | "fail"): Report {
  return sampleReport(
    Array.from({ length: count }, (_, i) => ({
      key: `GET /organizations/{organizationId}/projects/{projectId}/things${i}`,
      verdict,
      ...(verdict === "fail" && {
        slower: 1.15,
        reason:
          "p50 is 22.4ms to 23.6ms, expected 18ms to 22ms; p95 is 133ms to 145ms, expected 112ms to 128ms",
      }),
    })),
  );
}
