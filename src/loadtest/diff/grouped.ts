import type { ResponseTimes, Statistics } from "../statistics.ts";

/** What is faster has the logarithm of this time, since 0 has none. */
const LEAST_MS = 1e-6;

/** Response times of one route in one run, counted in groups: consecutive parts of the run of about the same length. */
export interface Grouped {
  /** Logarithms of the times, in ascending order. */
  logs: Float64Array;
  /** For each group, how often each time came. */
  counts: Float64Array[];
  /** The same over all groups. */
  total: Float64Array;
  /** Number of requests in each group, and the sum of their logarithms. */
  numbers: number[];
  sums: number[];
  requests: number;
  logSum: number;
}

/** Returns the seconds of each group of a run. */
export function groupSeconds({ blocks }: Statistics, groups: number): number[] {
  const seconds = Array.from({ length: groups }, () => 0);
  for (const [i, { from, to }] of blocks.entries()) {
    const group = groupOf(i, blocks.length, groups);
    seconds[group] = (seconds[group] ?? 0) + to - from;
  }
  return seconds;
}

/** Returns the grouped times of all routes that have any, by their place in `routes`; -1 stands for all together. */
export function groupedRoutes({ blocks }: Statistics, groups: number): Map<number, Grouped> {
  const parts = new Map<number, ResponseTimes[]>();
  for (const [i, { routes }] of blocks.entries()) {
    const group = groupOf(i, blocks.length, groups);
    for (const [place, times] of routes) {
      const ofRoute = parts.get(place) ?? Array.from({ length: groups }, () => []);
      parts.set(place, ofRoute);
      ofRoute[group]?.push(...times);
    }
  }
  return new Map([...parts].map(([place, ofRoute]) => [place, grouped(ofRoute)]));
}

function groupOf(block: number, blocks: number, groups: number): number {
  return Math.floor((block * groups) / blocks);
}

export function grouped(parts: readonly ResponseTimes[]): Grouped {
  const times = [...new Set(parts.flatMap((part) => part.map(([ms]) => ms)))].sort((a, b) => a - b);
  const places = new Map(times.map((ms, i) => [ms, i]));
  const total = new Float64Array(times.length);
  const counts = parts.map((part) => {
    const ofGroup = new Float64Array(times.length);
    for (const [ms, count] of part) {
      const place = places.get(ms) ?? 0;
      ofGroup[place] = (ofGroup[place] ?? 0) + count;
      total[place] = (total[place] ?? 0) + count;
    }
    return ofGroup;
  });
  const logs = Float64Array.from(times, (ms) => Math.log(Math.max(ms, LEAST_MS)));
  const numbers = counts.map((ofGroup) => ofGroup.reduce((sum, count) => sum + count, 0));
  const sums = counts.map((ofGroup) =>
    ofGroup.reduce((sum, count, i) => sum + count * (logs[i] ?? 0), 0),
  );
  const requests = numbers.reduce((sum, count) => sum + count, 0);
  const logSum = sums.reduce((sum, value) => sum + value, 0);
  return { logs, counts, total, numbers, sums, requests, logSum };
}
