import { UserError } from "../../problem.ts";
import type { LatencySource, Listing, SourceQuestion } from "../source.ts";
import { TooMuch } from "./answer.ts";
import { createApi, type PrometheusApi, type Sample } from "./api.ts";
import { type CountedRequests, countRequests } from "./countRequests.ts";
import { type FoundHistogram, findHistogram } from "./findHistogram.ts";
import { measureSets, restricted } from "./measureSets.ts";
import { createNamer, namesOfRoute } from "./names.ts";
import type { PrometheusOptions } from "./options.ts";
import { bucketQuery, firstQuery } from "./promql.ts";
import { ratesOfSets } from "./rates.ts";
import { sampleValue } from "./readSample.ts";
import { serviceWideText } from "./serviceWide.ts";

/** The name of all requests of a service whose operations cannot be told apart. */
export const ALL_REQUESTS = "(all requests)";

/** What was found out about a service before its operations are measured. */
interface Reading {
  service: string;
  api: PrometheusApi;
  found: FoundHistogram;
  nameOf(metric: Sample["metric"]): string;
  counted: CountedRequests;
}

/** Creates the source of latencies that a Prometheus, or a server with its API, has in histograms. */
export function createPrometheusSource(options: PrometheusOptions): LatencySource {
  let last: Reading | undefined;
  return {
    kind: "prometheus",
    namesOf: namesOfRoute,
    async list(question) {
      last = await read(question, options);
      return listingOf(question, last);
    },
    async measure(question, sets) {
      const reading = last?.service === question.service ? last : await read(question, options);
      const { api, found, counted, nameOf } = reading;
      return measureSets(api, question, found, counted, nameOf, sets);
    },
    async rates(question, sets) {
      const reading = last?.service === question.service ? last : await read(question, options);
      const { api, found, counted, nameOf } = reading;
      return ratesOfSets(api, question, found, counted, nameOf, sets);
    },
  };
}

async function read(question: SourceQuestion, options: PrometheusOptions): Promise<Reading> {
  const api = createApi(options.connection);
  const found = await findHistogram(api, question, options);
  const { routeLabel, methodLabel } = found;
  const namer = createNamer(question.table);
  const nameOf = (metric: Sample["metric"]) =>
    routeLabel === undefined
      ? ALL_REQUESTS
      : namer({
          route: metric[routeLabel],
          method: methodLabel === undefined ? undefined : metric[methodLabel],
        });
  const counted = await countRequests(api, question, found, nameOf);
  if (counted.names.length === 0) throw empty(question, found);
  return { service: question.service, api, found, nameOf, counted };
}

async function listingOf(
  question: SourceQuestion,
  { api, found, counted }: Reading,
): Promise<Listing> {
  const { histogram, routeLabel, methodLabel } = found;
  const labels = [routeLabel, methodLabel].filter((label) => label !== undefined);
  const since = await firstValue(api, question, found);
  return {
    names: counted.names,
    query: bucketQuery(restricted(found, counted), labels, partLength(question)),
    notes: [...notesOf(found, counted, since), ...warningsOf(api)],
    ...(routeLabel === undefined && { serviceWide: serviceWideText(histogram.name, question) }),
  };
}

/** Returns the time of the first value, if a part of the window before it has none. */
async function firstValue(
  api: PrometheusApi,
  { from, to }: SourceQuestion,
  { histogram }: FoundHistogram,
): Promise<Date | undefined> {
  const length = to.getTime() - from.getTime();
  const [sample] = await api.query(firstQuery(histogram, length), to).catch((error: unknown) => {
    // The answer only serves a note.
    if (error instanceof TooMuch) return [];
    throw error;
  });
  const first = sample === undefined ? 0 : sampleValue(sample) * 1000;
  // A value is looked for in 30 places, and is a scrape older or younger.
  return first - from.getTime() > length / 12 ? new Date(first) : undefined;
}

function notesOf(
  { notes, histogram, methodLabel, statusLabel }: FoundHistogram,
  { statuses, routes }: CountedRequests,
  since: Date | undefined,
): string[] {
  const { name } = histogram;
  const values = [...routes.values()].flatMap((some) => [...some]);
  return [
    ...notes,
    ...(since === undefined
      ? []
      : [`${name} has values only since ${since.toISOString().slice(0, 16)}Z.`]),
    ...(statuses === undefined
      ? [
          statusLabel === undefined
            ? `${name} has no label of the status, so all answers count, also fast errors (--status-label names one).`
            : `The label ${statusLabel} of ${name} has no status codes, so all answers count, also fast errors (--status-label names another).`,
        ]
      : []),
    ...(methodLabel === undefined && values.some((value) => value.startsWith("/"))
      ? [`${name} has no label of the method (--method-label names one).`]
      : []),
  ];
}

function warningsOf({ warnings }: PrometheusApi): string[] {
  return [...warnings].map((warning) => `Prometheus warns: ${warning}.`);
}

function partLength({ from, to, hours }: SourceQuestion): number {
  return hours === undefined
    ? to.getTime() - from.getTime()
    : ((hours.to - hours.from + 24) % 24 || 24) * 3_600_000;
}

function empty({ service }: SourceQuestion, { histogram }: FoundHistogram): UserError {
  const { name, matchers } = histogram;
  const what = `the service ${service} has no requests in the window (${name}{${matchers.join(", ")}})`;
  const fix = name.startsWith("istio_")
    ? "Widen the window with --window, or take what the callers' proxies measured: --reporter source."
    : "Widen the window with --window: increases are counted, so at least two scrapes have to be in it.";
  return new UserError([{ where: "Prometheus", what, fix }]);
}
