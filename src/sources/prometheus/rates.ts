import { dailyWindows } from "../dailyWindows.ts";
import type { RatePair, SourceQuestion } from "../source.ts";
import { TooMuch } from "./answer.ts";
import type { PrometheusApi, Sample, Series } from "./api.ts";
import type { CountedRequests } from "./countRequests.ts";
import type { FoundHistogram } from "./findHistogram.ts";
import { restricted } from "./measureSets.ts";
import { countQuery, sumQuery } from "./promql.ts";

/** Two scrapes have to be in each step, and they are usually up to a minute apart. */
const SHORTEST_STEP = 120_000;
const MOST_STEPS = 1_000;

interface Step {
  count: number;
  /** In milliseconds. */
  sum: number;
}

/** Returns the rate and the mean latency of each set in steps of the window; none if the server refuses the size. */
export async function ratesOfSets(
  api: PrometheusApi,
  question: SourceQuestion,
  found: FoundHistogram,
  counted: CountedRequests,
  nameOf: (metric: Sample["metric"]) => string,
  sets: readonly (readonly string[])[],
): Promise<RatePair[][]> {
  const step = stepOf(question);
  const histogram = restricted(found, counted, new Set(sets.flat()));
  const labels = [found.routeLabel, found.methodLabel].filter((label) => label !== undefined);
  const steps = new Map<string, Map<number, Step>>();
  try {
    for (const part of dailyWindows(question, question.hours)) {
      // The first step ends one step after the beginning.
      const window = { from: new Date(part.from.getTime() + step), to: part.to };
      if (window.from > window.to) continue;
      const counts = await api.range(countQuery(histogram, labels, step), window, step);
      const sums = await api.range(sumQuery(histogram, labels, step), window, step);
      addSeries(steps, counts, nameOf, (at, value) => {
        at.count += value;
      });
      addSeries(steps, sums, nameOf, (at, value) => {
        at.sum += value * found.unit;
      });
    }
  } catch (error) {
    if (error instanceof TooMuch) return sets.map(() => []);
    throw error;
  }
  return sets.map((names) =>
    pairsOf(
      names.flatMap((name) => steps.get(name) ?? []),
      step,
    ),
  );
}

function stepOf({ from, to }: SourceQuestion): number {
  const wanted = (to.getTime() - from.getTime()) / MOST_STEPS;
  return Math.max(SHORTEST_STEP, Math.ceil(wanted / 60_000) * 60_000);
}

function addSeries(
  steps: Map<string, Map<number, Step>>,
  all: readonly Series[],
  nameOf: (metric: Sample["metric"]) => string,
  add: (step: Step, value: number) => void,
): void {
  for (const { metric, values = [] } of all) {
    const name = nameOf(metric);
    const own = steps.get(name) ?? new Map<number, Step>();
    steps.set(name, own);
    for (const [time, text] of values) {
      const at = own.get(time) ?? { count: 0, sum: 0 };
      own.set(time, at);
      const value = Number(text);
      if (Number.isFinite(value)) add(at, value);
    }
  }
}

/** Adds the names of a set up, time by time. */
function pairsOf(parts: readonly Map<number, Step>[], step: number): RatePair[] {
  const times = new Map<number, Step>();
  for (const part of parts) {
    for (const [time, { count, sum }] of part) {
      const all = times.get(time) ?? { count: 0, sum: 0 };
      times.set(time, { count: all.count + count, sum: all.sum + sum });
    }
  }
  return [...times.values()]
    .filter(({ count }) => count > 0)
    .map(({ count, sum }) => ({
      requests: count,
      perSecond: count / (step / 1_000),
      ms: sum / count,
    }));
}
