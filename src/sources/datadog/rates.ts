import type { Window } from "../dailyWindows.ts";
import type { RatePair } from "../source.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { hitsMetric, latencyMetric } from "./metrics.ts";
import { NAME_TAG } from "./names.ts";
import { hitsQuery } from "./query.ts";
import { isNoError } from "./scalar.ts";

/** Points of a window: as short as an answer for 1,000 names allows. Datadog may give fewer. */
const POINTS = 300;
const SHORTEST_MS = 60_000;

/** Requests and mean latency of each name, time by time. */
interface Series {
  /** Beginnings of the times, in milliseconds. */
  times: number[];
  requests: Map<string, (number | null)[]>;
  seconds: Map<string, (number | null)[]>;
}

/**
 * Returns how busy each set of names was and how fast it answered, time by time, from one `POST /api/v2/query/timeseries`
 * for each window.
 */
export async function measureRates(
  {
    api,
    span,
    filter,
    progress,
  }: { api: DatadogApi; span: string; filter: string; progress: Progress },
  windows: readonly Window[],
  sets: readonly (readonly string[])[],
): Promise<RatePair[][]> {
  const pairs: RatePair[][] = sets.map(() => []);
  const hits = hitsQuery(hitsMetric(span), filter, [NAME_TAG]);
  const latency = `avg:${latencyMetric(span)}{${filter}} by {${NAME_TAG}}`;
  for (const window of windows) {
    const answer = await api.ask(seriesRequest(window, [hits, latency]), progress);
    const series = readSeries(answer);
    for (const [i, names] of sets.entries()) pairs[i]?.push(...pairsOf(series, names));
  }
  return pairs;
}

function seriesRequest({ from, to }: Window, queries: readonly string[]) {
  const [start, end] = [from.getTime(), to.getTime()];
  const interval = Math.ceil((end - start) / POINTS / SHORTEST_MS) * SHORTEST_MS;
  const attributes = {
    from: start,
    to: end,
    interval,
    queries: queries.map((query, i) => ({ data_source: "metrics", name: `q${i}`, query })),
    formulas: queries.map((_, i) => ({ formula: `q${i}` })),
  };
  return {
    path: "/api/v2/query/timeseries",
    body: { data: { type: "timeseries_request", attributes } },
  };
}

/** Returns no times if the answer is partial: without a capacity, a pull is still one. */
function readSeries(answer: unknown): Series {
  const { data, errors } = (answer ?? {}) as { data?: { attributes?: unknown }; errors?: unknown };
  const {
    series = [],
    times = [],
    values,
  } = (isNoError(errors) ? (data?.attributes ?? {}) : {}) as {
    series?: { group_tags?: string[]; query_index?: number }[];
    times?: number[];
    values?: (number | null)[][];
  };
  const byQuery = [new Map<string, (number | null)[]>(), new Map<string, (number | null)[]>()];
  for (const [i, { group_tags = [], query_index = 0 }] of series.entries()) {
    const tag = group_tags.find((text) => text.startsWith(`${NAME_TAG}:`));
    byQuery[query_index]?.set(tag?.slice(NAME_TAG.length + 1) ?? "", values?.[i] ?? []);
  }
  const [requests = new Map(), seconds = new Map()] = byQuery;
  return { times, requests, seconds };
}

/** Returns the pairs of some names together. The last time is left out, because it ends with the window. */
function pairsOf({ times, requests, seconds }: Series, names: readonly string[]): RatePair[] {
  return times.slice(0, -1).flatMap((time, i) => {
    let count = 0;
    let total = 0;
    for (const name of names) {
      const own = requests.get(name)?.[i] ?? 0;
      count += own;
      total += own * (seconds.get(name)?.[i] ?? 0);
    }
    const length = ((times[i + 1] ?? time) - time) / 1000;
    return count > 0 && length > 0
      ? [{ requests: count, perSecond: count / length, ms: (1000 * total) / count }]
      : [];
  });
}
