import type { QuantilePoint } from "../../../src/latency/profile.ts";
import { sampler } from "../../../src/latency/sample.ts";

/** The edges in seconds that OpenTelemetry advises for `http.server.request.duration`. */
export const EDGES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** One series of a histogram, and the requests that it counts. */
export interface CountedSeries {
  labels: Record<string, string>;
  /** Requests in each interval. */
  requests: number;
  /** Draws a latency in milliseconds. */
  draw(): number;
  /** Every latency that was drawn, with its time. */
  drawn?: { at: number; ms: number }[];
  /** Times at which the instance began anew, so that its counters are zero. */
  restarts?: number[];
}

export interface History {
  metric: string;
  /** Seconds of the first scrape, of the last, and between two. */
  from: number;
  to: number;
  every: number;
  series: CountedSeries[];
}

/** Returns what a Prometheus would have scraped, in the format of OpenMetrics. */
export function historyText(histories: readonly History[]): string {
  const lines = histories.flatMap((history) => [
    `# TYPE ${history.metric} histogram`,
    ...history.series.flatMap((series) => seriesLines(history, series)),
  ]);
  return [...lines, "# EOF", ""].join("\n");
}

function seriesLines({ metric, from, to, every }: History, series: CountedSeries): string[] {
  const { labels, requests, draw, drawn = [], restarts = [] } = series;
  const text = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const prefixes = [...EDGES, "+Inf"].map(
    (le) => `${metric}_bucket{${[...text, `le="${le}"`].join(",")}}`,
  );
  let counts = prefixes.map(() => 0);
  const lines: string[] = [];
  for (let at = from; at <= to; at += every) {
    if (restarts.some((restart) => restart > at - every && restart <= at)) {
      counts = counts.map(() => 0);
    }
    // The first scrape has the counters as they begin.
    for (let i = 0; at > from && i < requests; i++) {
      const ms = draw();
      drawn.push({ at, ms });
      for (const [index] of counts.entries()) {
        if (ms / 1000 <= (EDGES[index] ?? Number.POSITIVE_INFINITY))
          counts[index] = (counts[index] ?? 0) + 1;
      }
    }
    for (const [index, prefix] of prefixes.entries())
      lines.push(`${prefix} ${counts[index]} ${at}`);
  }
  return lines;
}

/** Returns a generator of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws from the log-normal distribution with these quantiles. */
export function logNormal(p50: number, p95: number, random: () => number): () => number {
  const points: QuantilePoint[] = [
    { p: 0.5, ms: p50 },
    { p: 0.95, ms: p95 },
  ];
  return sampler({ kind: "quantiles", points }, random);
}

/** Draws from one of two distributions: from the second one with this probability. */
export function twoHumps(
  first: () => number,
  second: () => number,
  share: number,
  random: () => number,
): () => number {
  return () => (random() < share ? second() : first());
}

/** Returns a quantile of latencies as they were drawn. */
export function trueQuantile(ms: readonly number[], p: number): number {
  const sorted = ms.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
