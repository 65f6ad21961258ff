import { quantileName } from "../latency/describe.ts";
import { formatDuration } from "../latency/duration.ts";
import { courseOf, histogramOf, pointsOf, rounded } from "./distribution.ts";
import { type JudgedQuantile, stillNeeded } from "./judge/judge.ts";
import type { JudgedBands } from "./judge/judgeBands.ts";
import type { Judgement } from "./judge/judgeRoute.ts";
import { isTooLate } from "./lateness.ts";
import type { NotAsked } from "./questions.ts";
import type { BandsReport, QuantileReport, RouteReport, Verdict } from "./report.ts";
import type { RouteRun, RunResult } from "./run.ts";

/** What decides, besides a route's own measurements, whether they can be believed. */
export interface Circumstances {
  result: RunResult;
  confidence: number;
  /** The client's lateness that all but one in a hundred requests had at most, in milliseconds. */
  lateP99: number;
}

export function routeReport(route: RouteRun, circumstances: Circumstances): RouteReport {
  const { question, target, looks, tally, judgement } = route;
  const { result, confidence } = circumstances;
  const sorted = Float64Array.from(tally.times).sort();
  const { verdict, reason } = verdictOf(route, circumstances);
  const more =
    verdict === "undecided" && judgement
      ? stillNeeded(judgement.quantiles, judgement.requests, looks.planned)
      : undefined;
  const histogram = histogramOf(sorted, target);
  return {
    key: question.key,
    profile: question.profile,
    verdict,
    ...(reason !== undefined && { reason }),
    requests: tally.times.length,
    planned: looks.planned,
    ...(more !== undefined && { stillNeeded: more }),
    quantiles: (judgement?.quantiles ?? []).map(quantileReport),
    points: pointsOf(sorted, target, 1 - confidence),
    ...(histogram && { histogram }),
    course: courseOf(tally.times, tally.departures, result.ms),
    ...(judgement?.bands && { bands: bandsReport(judgement.bands) }),
    statuses: Object.fromEntries([...tally.statuses].sort()),
    faults: tally.faults,
  };
}

/** Returns the report of a route that was not asked. */
export function notAskedReport({ key, profile, reason }: NotAsked): RouteReport {
  return {
    key,
    ...(profile && { profile }),
    verdict: "not asked",
    reason,
    requests: 0,
    planned: 0,
    quantiles: [],
    points: [],
    course: [],
    statuses: {},
    faults: 0,
  };
}

function verdictOf(
  route: RouteRun,
  circumstances: Circumstances,
): { verdict: Verdict; reason?: string } {
  const { question, target, judgement, tally } = route;
  const { result, lateP99 } = circumstances;
  if (judgement === undefined || judgement.requests === 0) {
    const reason =
      tally.faults > 0 ? "its answers so far are faults" : "it was not answered in time";
    return { verdict: "undecided", reason };
  }
  if (isTooLate(result.lateness, target)) {
    return {
      verdict: "not measurable",
      reason: `the client itself was late: one request in a hundred left ${formatDuration(short(lateP99))} or more after its time`,
    };
  }
  if (question.makes === "mesh" && isWithoutDelay(judgement)) {
    return {
      verdict: "not measurable",
      reason: "callers' sidecars make this delay, and these requests do not pass one",
    };
  }
  const { verdict } = judgement;
  if (verdict === "pass" && result.heldBack > 0) {
    return {
      verdict: "not measurable",
      reason: `${result.heldBack} requests waited because too many were under way`,
    };
  }
  const reason = reasonOf(judgement, tally.statuses);
  return { verdict, ...(reason !== undefined && { reason }) };
}

/** Whether answers come much sooner than they should, as they do where nothing delays them. */
function isWithoutDelay({ verdict, quantiles }: Judgement): boolean {
  return (
    verdict === "fail" &&
    quantiles.every(({ measured, allowed }) => measured < Math.max(allowed.from / 2, 1))
  );
}

function reasonOf(
  { verdict, quantiles, bands, requests }: Judgement,
  statuses: ReadonlyMap<string, number>,
): string | undefined {
  if (verdict === "pass") return undefined;
  const decisive = quantiles.filter((quantile) => quantile.verdict === verdict);
  const texts = decisive.map(quantileText);
  if (bands?.verdict === verdict) texts.push(...bandTexts(bands));
  const unanswered = quantiles.some(({ interval }) => interval.from === Number.POSITIVE_INFINITY);
  if (unanswered) {
    const all = [...statuses].map(([status, count]) => `${count} ${status}`).join(", ");
    texts.push(`of ${requests} requests too many have no success (${all})`);
  }
  return texts.join("; ");
}

function quantileText({ p, interval, allowed }: JudgedQuantile): string {
  return `${quantileName(p)} is ${rangeText(interval.from, interval.to)}, expected ${rangeText(allowed.from, allowed.to)}`;
}

function bandTexts({ bands, chiSquared, unknown, verdict }: JudgedBands): string[] {
  const delays = bands
    .filter((judged) => judged.verdict === verdict)
    .map(({ band, interval }) => {
      const found = rangeText(interval.from, interval.to);
      return `band ${band.name} takes ${found}, expected ${formatDuration(band.ms)}`;
    });
  if (verdict !== "fail") return delays;
  return [
    ...delays,
    ...(unknown > 0 ? [`${unknown} answers name no band of this distribution`] : []),
    ...(delays.length === 0 && unknown === 0
      ? [`the shares of the bands are wrong (chi-squared, p = ${chiSquared.p.toPrecision(2)})`]
      : []),
  ];
}

function rangeText(from: number, to: number): string {
  if (from === Number.POSITIVE_INFINITY) return "never answered";
  if (to === Number.POSITIVE_INFINITY) return `at least ${formatDuration(short(from))}`;
  return `${formatDuration(short(from))} to ${formatDuration(short(to))}`;
}

function short(ms: number): number {
  return Number(ms.toPrecision(3));
}

function quantileReport(judged: JudgedQuantile): QuantileReport {
  const { p, kind, target, allowed, measured, interval, verdict } = judged;
  return {
    p,
    kind,
    target: { from: rounded(target.from) ?? 0, to: rounded(target.to) ?? 0 },
    allowed: { from: rounded(allowed.from) ?? 0, to: rounded(allowed.to) ?? 0 },
    measured: rounded(measured),
    interval: { from: rounded(interval.from), to: rounded(interval.to) },
    verdict,
  };
}

function bandsReport({ verdict, chiSquared, bands, unknown }: JudgedBands): BandsReport {
  const all = bands.reduce((sum, { requests }) => sum + requests, unknown);
  return {
    verdict,
    chiSquared: {
      statistic: Number(chiSquared.statistic.toPrecision(4)),
      degrees: chiSquared.degrees,
      p: Number(chiSquared.p.toPrecision(3)),
    },
    bands: bands.map(({ band, requests, measured, interval, verdict: judged }) => ({
      name: band.name,
      share: {
        target: Number(band.share.toFixed(5)),
        measured: Number((requests / Math.max(1, all)).toFixed(5)),
      },
      requests,
      delay: {
        target: rounded(band.ms) ?? 0,
        measured: rounded(measured),
        interval: { from: rounded(interval.from), to: rounded(interval.to) },
      },
      verdict: judged,
    })),
    unknown,
  };
}
