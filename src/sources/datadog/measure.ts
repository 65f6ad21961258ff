import type { Window } from "../dailyWindows.ts";
import type { MeasuredQuantile, Measurement } from "../source.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { countQuery, hitsMetric, latencyMetric } from "./metrics.ts";
import { NAME_TAG } from "./names.ts";
import { all, inFilter, inFilters, quantileQuery } from "./query.ts";
import { askScalars, QUERIES_AT_ONCE, type ScalarQuery } from "./scalar.ts";

/** What all measurements have in common. */
export interface Asked {
  api: DatadogApi;
  window: Window;
  span: string;
  /** For the requests that count. */
  filter: string;
  quantiles: readonly number[];
  progress: Progress;
}

/** All names together. */
export const ALL = "all";

export type NameSet = readonly string[] | typeof ALL;

/** What is asked of each set of names: its requests, then its quantiles. */
interface Questions {
  quantiles: readonly number[];
  /** Returns the queries for all names that a filter lets through. */
  queries(filter: string, by: readonly string[]): ScalarQuery[];
}

/**
 * Measures each set of names. All sets of one name are in one request. The quantiles of several names together are those
 * of a query of their own, because they cannot be made from the quantiles of each.
 */
export async function measureSets(asked: Asked, sets: readonly NameSet[]): Promise<Measurement[]> {
  const questions = questionsOf(asked);
  const names = sets.flatMap((set) => nameAlone(set) ?? []);
  const single = await measureNames(asked, questions, names);
  const several = sets.filter((set) => set.length > 1);
  const unions = await measureUnions(asked, questions, several);
  let next = 0;
  return sets.map((set) => {
    const name = nameAlone(set);
    const found =
      name !== undefined ? single.get(name) : set.length > 1 ? unions[next++] : undefined;
    return found ?? { requests: 0, quantiles: [] };
  });
}

function nameAlone(set: NameSet): string | undefined {
  return set !== ALL && set.length === 1 ? set[0] : undefined;
}

function questionsOf({ span, quantiles: asked }: Asked): Questions {
  const latency = latencyMetric(span);
  const quantiles = asked.filter((p) => quantileQuery(latency, p, "*", []) !== undefined);
  return {
    quantiles,
    queries: (filter, by) => [
      countQuery(hitsMetric(span), filter, by),
      ...quantiles.map((p) => ({
        query: quantileQuery(latency, p, filter, by) ?? "",
        aggregator: "percentile" as const,
      })),
    ],
  };
}

/** Measures single names: all at once, and those that are missing in the answer again by their names. */
async function measureNames(
  { api, window, filter, progress }: Asked,
  questions: Questions,
  names: readonly string[],
): Promise<Map<string, Measurement>> {
  const found = new Map<string, Measurement>();
  if (names.length === 0) return found;
  const ask = async (some: string) => {
    const by = [NAME_TAG];
    const rows = await askScalars(api, window, questions.queries(some, by), by, progress);
    for (const { tags, values } of rows) {
      found.set(tags[NAME_TAG] ?? "", measurementOf(values, questions.quantiles));
    }
  };
  await ask(filter);
  const missing = names.filter((name) => !isWhole(found.get(name), questions));
  // If nothing has quantiles, it is not for the number of groups.
  if (missing.length === names.length) return found;
  for (const some of inFilters(NAME_TAG, missing)) {
    progress?.(`asking again for ${missing.length} names that the answer lacks`);
    await ask(all(filter, some));
  }
  return found;
}

function isWhole(measurement: Measurement | undefined, { quantiles }: Questions): boolean {
  return measurement?.quantiles.length === quantiles.length;
}

async function measureUnions(
  { api, window, filter, progress }: Asked,
  questions: Questions,
  sets: readonly NameSet[],
): Promise<Measurement[]> {
  const each = questions.quantiles.length + 1;
  const setsAtOnce = Math.max(1, Math.floor(QUERIES_AT_ONCE / each));
  const result: Measurement[] = [];
  for (let i = 0; i < sets.length; i += setsAtOnce) {
    const some = sets.slice(i, i + setsAtOnce);
    if (sets.length > setsAtOnce) progress?.(`${i} of ${sets.length} operations of several names`);
    const queries = some.flatMap((set) =>
      questions.queries(set === ALL ? filter : all(filter, inFilter(NAME_TAG, set)), []),
    );
    const [row] = await askScalars(api, window, queries, [], progress);
    for (const [j] of some.entries()) {
      const values = row?.values.slice(j * each, (j + 1) * each) ?? [];
      result.push(measurementOf(values, questions.quantiles));
    }
  }
  return result;
}

function measurementOf(
  [requests, ...seconds]: readonly (number | undefined)[],
  asked: readonly number[],
): Measurement {
  const quantiles = asked.flatMap((p, i): MeasuredQuantile[] => {
    const value = seconds[i];
    return value === undefined ? [] : [{ p, ms: value * 1000 }];
  });
  return { requests: Math.round(requests ?? 0), quantiles };
}
