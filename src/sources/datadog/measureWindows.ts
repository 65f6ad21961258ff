import type { Window } from "../dailyWindows.ts";
import type { MeasuredQuantile, Measurement } from "../source.ts";
import { ALL, type Asked, type NameSet } from "./measure.ts";
import { countQuery, hitsMetric, latencyMetric } from "./metrics.ts";
import { mixtureQuantile, type Part } from "./mixture.ts";
import { NAME_TAG } from "./names.ts";
import { all, inFilters, quantileQuery } from "./query.ts";
import { askScalars, QUERIES_AT_ONCE, type ScalarQuery } from "./scalar.ts";

/** Where the distribution of each window is asked for, in per cent: densest around p50, p90, p95 and p99. */
const PERCENTILES = [
  0.1, 1, 5, 10, 20, 30, 38, 43, 46, 48, 49, 50, 51, 52, 54, 57, 62, 67, 71, 73, 75, 77, 79, 82, 85,
  87, 88.5, 89.5, 90.5, 91.5, 92.5, 93.5, 94.2, 94.8, 95.2, 95.8, 96.5, 97.3, 98, 98.5, 98.8, 99,
  99.2, 99.5, 99.75, 99.85, 99.9, 99.93, 99.97,
];

/** The parts of each name, one for each window. */
type Parts = Map<string, Part[]>;

/**
 * Measures sets of names over several windows, such as the same hours of each day. Datadog gives quantiles of one window.
 * Those of several follow from the distribution functions of all windows, each of which is asked for at many points.
 *
 * @param counted the requests of each name that a list has found in these windows
 */
export async function measureWindows(
  asked: Omit<Asked, "window">,
  windows: readonly Window[],
  sets: readonly NameSet[],
  counted: ReadonlyMap<string, number>,
): Promise<Measurement[]> {
  const names = [...new Set(sets.flatMap((set) => (set === ALL ? [] : set)))];
  const parts: Parts = new Map();
  if (names.length > 0) await addParts(parts, asked, windows, asked.filter);
  const missing = names.filter((name) => requestsOf(parts.get(name)) < (counted.get(name) ?? 0));
  for (const name of missing) parts.delete(name);
  for (const some of inFilters(NAME_TAG, missing)) {
    await addParts(parts, asked, windows, all(asked.filter, some));
  }
  const together: Parts = new Map();
  if (sets.includes(ALL)) await addParts(together, asked, windows, asked.filter, []);
  return sets.map((set) => {
    const own =
      set === ALL ? [...together.values()].flat() : set.flatMap((name) => parts.get(name) ?? []);
    return measurementOf(own, asked.quantiles);
  });
}

async function addParts(
  parts: Parts,
  { api, span, progress }: Omit<Asked, "window">,
  windows: readonly Window[],
  filter: string,
  by: readonly string[] = [NAME_TAG],
): Promise<void> {
  const queries: ScalarQuery[] = [
    countQuery(hitsMetric(span), filter, by),
    ...PERCENTILES.map((percentile) => ({
      query: quantileQuery(latencyMetric(span), percentile / 100, filter, by) ?? "",
      aggregator: "percentile" as const,
    })),
  ];
  for (const [i, window] of windows.entries()) {
    progress?.(`${i} of ${windows.length} windows`);
    const values = new Map<string, (number | undefined)[]>();
    for (let first = 0; first < queries.length; first += QUERIES_AT_ONCE) {
      const some = queries.slice(first, first + QUERIES_AT_ONCE);
      for (const row of await askScalars(api, window, some, by, progress)) {
        const name = row.tags[NAME_TAG] ?? "";
        const known = values.get(name) ?? new Array(queries.length).fill(undefined);
        known.splice(first, some.length, ...row.values);
        values.set(name, known);
      }
    }
    for (const [name, [requests = 0, ...seconds]] of values) {
      const part = { requests, knots: knotsOf(seconds) };
      parts.set(name, [...(parts.get(name) ?? []), part]);
    }
  }
}

/** An answer without some of the quantiles is partial: nothing of it is used. */
function knotsOf(seconds: readonly (number | undefined)[]): Part["knots"] {
  const known = seconds.filter((value) => value !== undefined);
  if (known.length < PERCENTILES.length) return [];
  return known.map((value, i) => ({ p: (PERCENTILES[i] ?? 0) / 100, ms: value * 1000 }));
}

function measurementOf(parts: readonly Part[], asked: readonly number[]): Measurement {
  const quantiles = asked.flatMap((p): MeasuredQuantile[] => {
    const quantile = mixtureQuantile(parts, p);
    return quantile === undefined ? [] : [quantile];
  });
  return { requests: requestsOf(parts), quantiles };
}

function requestsOf(parts: readonly Part[] = []): number {
  return Math.round(parts.reduce((sum, { requests }) => sum + requests, 0));
}
