import { didYouMean, type Problem, received, UserError } from "../../problem.ts";
import type { SourceQuestion } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import { evaluate } from "./evaluate.ts";
import { findMetrics, type Metric } from "./findMetrics.ts";
import { findService } from "./findService.ts";
import { METHOD_LABELS, ROUTE_LABELS, STATUS_LABELS, unitOf } from "./metrics.ts";
import type { PrometheusOptions } from "./options.ts";
import { countQuery, type Histogram, matcher, seriesOf } from "./promql.ts";
import { sampleValue } from "./readSample.ts";

/** The histogram of a service's latencies, and the meaning of its labels. */
export interface FoundHistogram {
  histogram: Histogram;
  /** Milliseconds of its unit. */
  unit: number;
  /** Undefined if it cannot tell operations apart. */
  routeLabel: string | undefined;
  methodLabel: string | undefined;
  statusLabel: string | undefined;
  /** Sentences for the user. */
  notes: string[];
}

/**
 * Finds the histogram that has a service's latencies: the metric that the user names, or else the first known one that
 * has the service and the routes of its requests, or else the first that has the service.
 *
 * @throws {UserError} if there is none, with the names that come nearest
 */
export async function findHistogram(
  api: PrometheusApi,
  question: SourceQuestion,
  options: PrometheusOptions,
): Promise<FoundHistogram> {
  const problems: Problem[] = [];
  let serviceWide: FoundHistogram | undefined;
  for (const metric of await findMetrics(api, question, options)) {
    const found = await readMetric(api, question, options, metric);
    if ("what" in found) problems.push(found);
    else if (found.routeLabel !== undefined) return found;
    else serviceWide ??= found;
  }
  if (serviceWide !== undefined) return serviceWide;
  throw new UserError(problems);
}

async function readMetric(
  api: PrometheusApi,
  question: SourceQuestion,
  options: PrometheusOptions,
  { name, classic, bare }: Metric,
): Promise<FoundHistogram | Problem> {
  const own = name.startsWith("istio_") ? [matcher("reporter", options.reporter)] : [];
  const every = { name, native: !classic, matchers: own };
  const labels = await api.labelNames(seriesOf(every), question);
  const service = await findService(api, question, options, every, labels);
  if ("what" in service) return service;
  const problem = labelProblem(options, name, labels);
  if (problem !== undefined) return problem;
  const unit = options.unit ?? unitOf(name);
  if (unit === undefined) return noUnit(name);
  const { matchers } = service;
  const native = bare && (await isNative(api, question, { name, classic, matchers }));
  if (!native && !classic) return noHistogram(name);
  return {
    histogram: { name, native, matchers },
    unit,
    routeLabel: options.routeLabel ?? ROUTE_LABELS.find((label) => labels.includes(label)),
    methodLabel: options.methodLabel ?? METHOD_LABELS.find((label) => labels.includes(label)),
    statusLabel: options.statusLabel ?? STATUS_LABELS.find((label) => labels.includes(label)),
    notes: service.notes,
  };
}

/**
 * Whether a metric has native histograms. If it has classic ones too, these count if they have more requests, because
 * some instances or days have no others: of the same requests, the native ones have the narrower buckets.
 */
async function isNative(
  api: PrometheusApi,
  question: SourceQuestion,
  { name, classic, matchers }: { name: string; classic: boolean; matchers: readonly string[] },
): Promise<boolean> {
  const count = async (native: boolean) => {
    const histogram = { name, native, matchers };
    const parts = await evaluate(api, question, (ms) => countQuery(histogram, [], ms));
    return parts.flat().reduce((sum, sample) => sum + sampleValue(sample), 0);
  };
  const native = await count(true);
  return native > 0 && (!classic || native >= 0.95 * (await count(false)));
}

function labelProblem(
  { routeLabel, methodLabel, statusLabel }: PrometheusOptions,
  metric: string,
  labels: readonly string[],
): Problem | undefined {
  const wanted = [
    ["--route-label", routeLabel],
    ["--method-label", methodLabel],
    ["--status-label", statusLabel],
  ] as const;
  for (const [where, label] of wanted) {
    if (label === undefined || labels.includes(label)) continue;
    const fix = didYouMean(label, labels) ?? `It has ${labels.join(", ")}.`;
    return { where, what: `${metric} has no label ${received(label)} in the window`, fix };
  }
  return undefined;
}

function noUnit(metric: string): Problem {
  return {
    where: "--metric",
    what: `the name ${metric} does not say its unit`,
    fix: "Add --unit s or --unit ms.",
  };
}

function noHistogram(metric: string): Problem {
  return {
    where: "--metric",
    what: `${metric} is no histogram that has requests in the window`,
    fix: "A summary has quantiles of each instance, which cannot be added up: let the service publish a histogram.",
  };
}
