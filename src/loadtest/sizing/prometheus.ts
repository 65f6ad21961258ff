import { UserError } from "../../problem.ts";
import { TooMuch } from "../../sources/prometheus/answer.ts";
import { createApi, type Series } from "../../sources/prometheus/api.ts";
import { type Access, connectionOf } from "../../sources/prometheus/connect.ts";
import { duration, matcher, oneOf } from "../../sources/prometheus/promql.ts";
import { NotMeasured, type ServicePod } from "./servicePods.ts";
import type { Usage, UsageReader } from "./usage.ts";

/** Samples that are older are not asked for: Prometheus itself does not look further back for a value. */
const WINDOW_MS = 300_000;

/**
 * Seconds that a figure is of, at least. The kubelet looks at its containers every 10 to 15 seconds, whenever it is scraped:
 * in less time, one look more or fewer would be half of the figure.
 */
const SHORTEST = 30;

/** The observation of the run waits for the answer. */
const SILENCE_MS = 10_000;

/**
 * Reads usage from what a Prometheus has scraped of the kubelets. Its samples are asked for, and not their `rate`: they have
 * the moments between which the CPU was used, so the run's requests are counted between the same ones.
 */
export function prometheusUsage(access: Access, namespace: string): UsageReader {
  return async (pods) => {
    const query = cpuQuery(namespace, pods);
    const { url, series } = await ask(access, query);
    if (series.length === 0) {
      throw new NotMeasured(
        `${url}: Prometheus has no sample of the last ${WINDOW_MS / 60_000} minutes of ${query}`,
      );
    }
    const usages = new Map<string, Usage>();
    for (const pod of pods) {
      const usage = usageOf(pod, series);
      if (usage !== undefined) usages.set(pod.name, usage);
    }
    return { usages, asked: { url, query } };
  };
}

type Pods = readonly Pick<ServicePod, "name" | "containers">[];

function cpuQuery(namespace: string, pods: Pods): string {
  const names = pods.map(({ name }) => name);
  const containers = [...new Set(pods.flatMap(({ containers }) => containers))];
  const matchers = [
    matcher("namespace", namespace),
    oneOf("pod", names),
    oneOf("container", containers),
  ];
  return `container_cpu_usage_seconds_total{${matchers.join(", ")}}[${duration(WINDOW_MS)}]`;
}

/** @throws {NotMeasured} */
async function ask(access: Access, query: string): Promise<{ url: string; series: Series[] }> {
  let where = "Prometheus";
  try {
    const connection = { ...connectionOf(access), silence: SILENCE_MS };
    where = connection.url;
    return { url: where, series: await createApi(connection).samples(query, new Date()) };
  } catch (error) {
    if (error instanceof TooMuch) throw new NotMeasured(`${where}: ${error.message}`);
    if (!(error instanceof UserError)) throw error;
    throw new NotMeasured(`${where}: ${error.problems.map(({ what }) => what).join("; ")}`);
  }
}

/** Returns the usage of a pod, or undefined if one of its containers has not been measured for long enough. */
function usageOf({ name, containers }: Pods[number], all: readonly Series[]): Usage | undefined {
  const usages = containers.map((container) => {
    const own = all.filter(({ metric }) => metric.pod === name && metric.container === container);
    return usageOfContainer(own, `container ${container} of pod ${name}`);
  });
  const known = usages.filter((usage) => usage !== undefined);
  if (known.length === 0 || known.length < usages.length) return undefined;
  return {
    from: Math.min(...known.map(({ from }) => from)),
    to: Math.max(...known.map(({ to }) => to)),
    cores: known.reduce((sum, { cores }) => sum + cores, 0),
  };
}

/**
 * A container has several series if it was started again, or if it is scraped at several places. The newest one counts.
 *
 * @throws {NotMeasured} if the series are of several containers
 */
function usageOfContainer(series: readonly Series[], what: string): Usage | undefined {
  const sorted = series
    .map(({ metric, values = [] }) => ({ id: metric.id, samples: values.map(readSample) }))
    .toSorted((a, b) => endOf(b.samples) - endOf(a.samples));
  const [newest] = sorted;
  if (newest === undefined) return undefined;
  const { samples } = newest;
  const begin = samples[0]?.at ?? 0;
  const atOnce = sorted.filter(({ samples }) => endOf(samples) > begin).map(({ id }) => id);
  if (new Set(atOnce.filter((id) => id !== undefined)).size > 1) {
    throw new NotMeasured(
      `Prometheus has several of ${what} at once: name one that has a single cluster`,
    );
  }
  const to = endOf(samples);
  const first = samples.findLastIndex(({ at }) => to - at >= SHORTEST);
  const stretch = first < 0 ? [] : samples.slice(first);
  const [from] = stretch;
  const last = stretch.at(-1);
  // A container that was started again counts from 0.
  const isWhole = stretch.every(({ seconds }, i) => seconds >= (stretch[i - 1]?.seconds ?? 0));
  if (from === undefined || last === undefined || !isWhole) return undefined;
  return { from: from.at, to, cores: (last.seconds - from.seconds) / (to - from.at) };
}

interface CpuSample {
  at: number;
  /** CPU time so far. */
  seconds: number;
}

function readSample([at, seconds]: [time: number, value: string]): CpuSample {
  return { at, seconds: Number(seconds) };
}

function endOf(samples: readonly CpuSample[]): number {
  return samples.at(-1)?.at ?? 0;
}
