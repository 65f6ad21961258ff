import { describeProfile, quantileName } from "../../latency/describe.ts";
import { normalQuantile } from "../../latency/normal.ts";
import type { Profile } from "../../latency/profile.ts";
import { type QuantileReport, type Report, type RouteReport, VERDICTS } from "../report.ts";
import { packSeries, packShares, packTimes, type Series } from "./packTimes.ts";

/** What the page's script draws. Its names are short, since a page may have hundreds of routes. */
export interface PageData {
  /** Standard scores by the names of quantiles: the places on the axis of probability. */
  z: Record<string, number>;
  /** The lists of quantiles that routes have points for. */
  grids: string[][];
  routes: RouteData[];
}

export interface RouteData {
  /** Profile in words, unless it is the quantiles that decide and nothing else. */
  f?: string;
  /** Requests. */
  n: number;
  /** Answers by status, in words, unless all are a 200 that counts. */
  s?: string;
  q: QuantileData[];
  /** Index in `grids`, if it is not 0. Then the points: target, measured, and the interval's ends. */
  g?: number;
  t: string;
  d: string;
  l: string;
  u: string;
  /** First edge, growth and greatest share of the histogram, and its shares: as measured, as asked. */
  h?: [first: number, growth: number, greatest: number, measured: string, target: string];
  /** Seconds of a slice of the course; p50, p95 and maximum of each. */
  c?: [seconds: number, p50: Series, p95: Series, max: Series];
  b?: BandData[];
}

/** The upper end of the target is left out where it is the lower one. Of the verdict, the first letter is there. */
export type QuantileData = [
  name: string,
  verdict: string,
  target: number,
  from: number,
  to: number,
  measured: number | null,
  low: number | null,
  high: number | null,
  targetTo?: number,
];

/** Name, share as asked and as measured, delay as asked and as measured, verdict. */
export type BandData = [string, number, number, number, number | null, string];

/** Ticks of the axis of probability. */
export const TICKS = ["p0.1", "p1", "p10", "p50", "p90", "p95", "p99", "p99.9", "p99.99"];

export function pageDataOf(routes: readonly RouteReport[]): PageData {
  const grids: string[][] = [];
  const data = routes.map((route) => {
    const names = route.points.map(({ p }) => quantileName(p));
    const same = grids.findIndex((grid) => grid.join() === names.join());
    if (same === -1) grids.push(names);
    return routeData(route, same === -1 ? grids.length - 1 : same);
  });
  const names = new Set([
    ...TICKS,
    ...grids.flat(),
    ...data.flatMap(({ q }) => q.map(([name]) => name)),
  ]);
  const z = Object.fromEntries(
    [...names].map((name) => [
      name,
      Number(normalQuantile(Number(name.slice(1)) / 100).toFixed(3)),
    ]),
  );
  return { z, grids, routes: data };
}

export interface ShownRoute {
  service: string;
  route: RouteReport;
}

/** Returns a report's routes with the names of their services, the worst verdicts first. */
export function sortedRoutes({ services }: Report): ShownRoute[] {
  return services
    .flatMap(({ name, routes }) => routes.map((route) => ({ service: name, route })))
    .toSorted((a, b) => VERDICTS.indexOf(a.route.verdict) - VERDICTS.indexOf(b.route.verdict));
}

function routeData(route: RouteReport, grid: number): RouteData {
  const { points, histogram, course, bands } = route;
  const statuses = statusText(route);
  return {
    ...(!isQuantiles(route.profile) && { f: describeProfile(route.profile) }),
    n: route.requests,
    ...(statuses !== "" && { s: statuses }),
    q: route.quantiles.map(quantileData),
    ...(grid !== 0 && { g: grid }),
    t: packTimes(points.map(({ target }) => target)),
    d: packTimes(points.map(({ measured }) => measured)),
    l: packTimes(points.map(({ from }) => from)),
    u: packTimes(points.map(({ to }) => to)),
    ...(histogram && { h: histogramData(histogram) }),
    ...(course.length > 1 && { c: courseData(course) }),
    ...(bands && {
      b: bands.bands.map(
        ({ name, share, delay, verdict }): BandData => [
          name,
          share.target,
          share.measured,
          delay.target,
          delay.measured,
          verdict,
        ],
      ),
    }),
  };
}

function isQuantiles(profile: Profile | undefined): boolean {
  if (profile?.kind !== "quantiles") return false;
  return profile.min === undefined && profile.max === undefined && profile.load === undefined;
}

function quantileData({
  p,
  target,
  allowed,
  measured,
  interval,
  verdict,
}: QuantileReport): QuantileData {
  const data: QuantileData = [
    quantileName(p),
    verdict.slice(0, 1),
    target.from,
    allowed.from,
    allowed.to,
    measured,
    interval.from,
    interval.to,
  ];
  if (target.to !== target.from) data[8] = target.to;
  return data;
}

function histogramData({
  first,
  growth,
  measured,
  target,
}: NonNullable<RouteReport["histogram"]>): NonNullable<RouteData["h"]> {
  const greatest = Math.max(...measured, ...target);
  return [first, growth, greatest, packShares(measured, greatest), packShares(target, greatest)];
}

function courseData(course: RouteReport["course"]): NonNullable<RouteData["c"]> {
  return [
    course[1]?.at ?? 0,
    packSeries(course.map(({ p50 }) => p50)),
    packSeries(course.map(({ p95 }) => p95)),
    packSeries(course.map(({ max }) => max)),
  ];
}

function statusText({ requests, statuses, faults }: RouteReport): string {
  if (faults === 0 && statuses["200"] === requests) return "";
  const texts = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  return [...texts, ...(faults > 0 ? [`${faults} faults that do not count`] : [])].join(", ");
}
