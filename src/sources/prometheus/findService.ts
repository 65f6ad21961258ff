import { nearest, type Problem } from "../../problem.ts";
import type { SourceQuestion } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import { ISTIO_SERVICE_LABELS, PLACE_LABELS, SERVICE_LABELS } from "./metrics.ts";
import type { PrometheusOptions } from "./options.ts";
import { type Histogram, matcher, seriesOf } from "./promql.ts";

/** The series of a service. */
interface ServiceSeries {
  matchers: string[];
  /** What the user should know about them, as sentences. */
  notes: string[];
}

/**
 * Returns how the series of a service are selected: by the user's matchers, or by the first of the usual labels that has
 * the service's name. OpenTelemetry's `job` may have a namespace before it: `shop/payments`.
 *
 * @param labels names of the labels that the histogram has
 */
export async function findService(
  api: PrometheusApi,
  question: SourceQuestion,
  { selector }: PrometheusOptions,
  histogram: Histogram,
  labels: readonly string[],
): Promise<ServiceSeries | Problem> {
  const { service } = question;
  const { name, matchers } = histogram;
  if (selector !== undefined) {
    const own = selector.replaceAll(/^\s*\{|\}\s*$/g, "").replaceAll("<service>", service);
    return { matchers: [...matchers, own.trim()], notes: [] };
  }
  const usual = name.startsWith("istio_") ? ISTIO_SERVICE_LABELS : SERVICE_LABELS;
  const candidates = usual.filter((label) => labels.includes(label));
  const seen = new Set<string>();
  for (const label of candidates) {
    const values = await api.labelValues(label, seriesOf(histogram), question);
    const found = values.filter((value) => value === service || value.endsWith(`/${service}`));
    const [value] = found;
    if (found.length > 1) return severalServices(name, label, found);
    if (value !== undefined) {
      const own = { ...histogram, matchers: [...matchers, matcher(label, value)] };
      return { matchers: own.matchers, notes: await placeNotes(api, question, own, labels) };
    }
    for (const other of values) seen.add(other);
  }
  return noService(service, name, candidates, seen);
}

/** Returns a note for each label of a place that has several values: services of the same name are summed. */
async function placeNotes(
  api: PrometheusApi,
  question: SourceQuestion,
  histogram: Histogram,
  labels: readonly string[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const label of PLACE_LABELS.filter((candidate) => labels.includes(candidate))) {
    const values = await api.labelValues(label, seriesOf(histogram), question);
    if (values.length < 2) continue;
    const selector = `${histogram.matchers.at(-1)}, ${matcher(label, values[0] ?? "")}`;
    notes.push(
      `The requests of ${values.length} values of the label ${label} are added up (${briefly(values)}). For one of them: --selector '${selector}'.`,
    );
  }
  return notes;
}

function severalServices(metric: string, label: string, values: readonly string[]): Problem {
  return {
    where: "--selector",
    what: `the label ${label} of ${metric} has the service several times: ${briefly(values)}`,
    fix: `Choose one: --selector '${matcher(label, values[0] ?? "")}'.`,
  };
}

function noService(
  service: string,
  metric: string,
  labels: readonly string[],
  seen: ReadonlySet<string>,
): Problem {
  const near = nearest(service, seen);
  const there = near === undefined ? briefly([...seen]) : `"${near}"`;
  return {
    where: metric,
    what:
      labels.length === 0
        ? `none of its labels is known to name the service, so ${service} is not found`
        : `no series in the window has the service ${service} (${labels.join(", ")})`,
    fix: `Select its series: --selector 'job="..."'.${there === "" ? "" : ` There are ${there}.`}`,
  };
}

function briefly(values: readonly string[]): string {
  const some = values.slice(0, 8).map((value) => `"${value}"`);
  return values.length > 8 ? `${some.join(", ")}, ...` : some.join(", ");
}
