import type { ListedName, SourceQuestion } from "../source.ts";
import type { PrometheusApi, Sample } from "./api.ts";
import { evaluate } from "./evaluate.ts";
import type { FoundHistogram } from "./findHistogram.ts";
import { countQuery } from "./promql.ts";
import { sampleValue } from "./readSample.ts";
import { isStatus, placeOfStatus } from "./statuses.ts";

/** The requests of a histogram in the window of a question. */
export interface CountedRequests {
  names: ListedName[];
  /** The values of the label of the route by name. Empty if there is no such label. */
  routes: Map<string, Set<string>>;
  /** The values of the label of the status that count. Undefined if the status is not known. */
  statuses: Set<string> | undefined;
}

/** Counts the requests of each name, those that count and those that do not. */
export async function countRequests(
  api: PrometheusApi,
  question: SourceQuestion,
  { histogram, routeLabel, methodLabel, statusLabel }: FoundHistogram,
  nameOf: (metric: Sample["metric"]) => string,
): Promise<CountedRequests> {
  const labels = [routeLabel, methodLabel, statusLabel].filter((label) => label !== undefined);
  const parts = await evaluate(api, question, (ms) => countQuery(histogram, labels, ms));
  const samples = parts.flat().filter((sample) => sampleValue(sample) > 0);
  const statusOf = ({ metric }: Sample) => metric[statusLabel ?? ""] ?? "";
  const knowsStatus = samples.some((sample) => isStatus(statusOf(sample)));
  const statuses = new Set<string>();
  const names = new Map<string, ListedName>();
  const routes = new Map<string, Set<string>>();
  for (const sample of samples) {
    const name = nameOf(sample.metric);
    const listed = names.get(name) ?? { name, requests: 0, apart: {} };
    names.set(name, listed);
    const values = routes.get(name) ?? new Set();
    routes.set(name, values);
    if (routeLabel !== undefined) values.add(sample.metric[routeLabel] ?? "");
    const place = knowsStatus ? placeOfStatus(statusOf(sample), question.statuses) : undefined;
    if (place?.counts === false) {
      listed.apart[place.apart] = (listed.apart[place.apart] ?? 0) + sampleValue(sample);
    } else {
      listed.requests += sampleValue(sample);
      statuses.add(statusOf(sample));
    }
  }
  return {
    names: [...names.values()].map(rounded).sort((a, b) => (a.name < b.name ? -1 : 1)),
    routes,
    statuses: knowsStatus ? statuses : undefined,
  };
}

/** Extrapolation to the edges of a window makes fractions. */
function rounded({ name, requests, apart }: ListedName): ListedName {
  const counts = Object.entries(apart).map(
    ([status, count]) => [status, Math.round(count)] as const,
  );
  return {
    name,
    requests: Math.round(requests),
    apart: Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
