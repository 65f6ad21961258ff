import type { CpuSource, PodLoad, PrometheusQuery, ServiceMeasurements } from "../serviceLoad.ts";

/** The share of its CPU at which a pod's throughput is asked for. */
export const SHARE = 0.5;

/** Measurements count for the share if the pod's use was at most by this part below or above it. */
const NEAR = 0.5;

export interface PodSizing {
  service: ServiceMeasurements["service"];
  /** One for the request and one for the limit, as far as the pod has them. Empty if nothing could be measured. */
  answers: PodAnswer[];
  /** Where the CPU figures are from. */
  source?: CpuSource;
  asked?: PrometheusQuery;
  points: Point[];
  /** Why there is no answer, with what to do; each a sentence. */
  missing: string[];
  /** What to know about the answers; each a sentence. */
  notes: string[];
}

export interface PodAnswer {
  of: "request" | "limit";
  /** Cores of the request or the limit. */
  cores: number;
  /**
   * Requests a second at half of these cores:
   * - `at`: measured
   * - `above`, `below`: the run had less load, or more, than that; there is a bound alone
   */
  throughput: { kind: "at" | "above" | "below"; rate: number; share: number };
}

/** What the one pod did in a stretch of the run. */
export interface Point {
  from: number;
  to: number;
  rate: number;
  cores: number;
}

/** Returns the throughput of one pod of the service under test at half of its CPU, as far as a run measured it. */
export function podThroughput(measured: ServiceMeasurements): PodSizing {
  const { service, loads, problems } = measured;
  const name = `${service.namespace}/${service.name}`;
  const sizing: PodSizing = { service, answers: [], points: [], missing: [], notes: [] };
  const [first] = loads;
  if (first === undefined) {
    const reasons =
      problems.length === 0 ? ["the run was too short: measure for a minute"] : problems;
    return { ...sizing, missing: reasons.map((reason) => `${reason}.`) };
  }
  const { source, asked } = first;
  const found = { ...sizing, source, ...(asked && { asked }), notes: notesOf(measured) };
  const most = Math.max(...loads.map(({ pods }) => pods.length));
  if (most > 1) {
    return {
      ...found,
      missing: [
        `${name} had ${most} pods during the run, and load is not shared evenly. Scale it to one: kubectl scale deployment ${service.name} -n ${service.namespace} --replicas=1.`,
      ],
    };
  }
  const points = pointsOf(measured);
  const pod = first.pods[0];
  if (points.length === 0) {
    return { ...found, missing: ["The run was too short: measure for a minute."] };
  }
  const answers = (["request", "limit"] as const).flatMap((of) => answerOf(of, pod, points));
  const missing =
    answers.length > 0
      ? []
      : [
          `The pod of ${name} has neither a CPU request nor a limit, so there is no half of it. Give its containers a request.`,
        ];
  return { ...found, points, answers, missing };
}

function notesOf({ loads }: ServiceMeasurements): string[] {
  const autoscaler = loads.find((load) => load.autoscaler !== undefined)?.autoscaler;
  const names = new Set(loads.flatMap(({ pods }) => pods.map(({ name }) => name)));
  const notes: string[] = [];
  if (autoscaler !== undefined) {
    notes.push(
      `${autoscaler} may add pods at more load. Set its maxReplicas to 1 for the measurement.`,
    );
  }
  if (names.size > 1) {
    notes.push("The pod was replaced during the run: one that has just begun may use more CPU.");
  }
  return notes;
}

/** Returns each stretch once that lies within the load: at the run's end the pod rests, while requests are still counted. */
function pointsOf({ counts: all, loads }: ServiceMeasurements): Point[] {
  const counts = all.filter(({ users }) => users > 0);
  const stretches = new Map(loads.map((load) => [load.to, load]));
  return [...stretches.values()].flatMap(({ from, to, pods }) => {
    const [before, after] = [requestsAt(counts, from), requestsAt(counts, to)];
    const cores = pods[0]?.cores;
    if (before === undefined || after === undefined || cores === undefined) return [];
    return [{ from, to, rate: (after - before) / (to - from), cores }];
  });
}

/** Returns the number of requests until a moment, linear between two counts, or undefined outside of them. */
function requestsAt(counts: ServiceMeasurements["counts"], at: number): number | undefined {
  const next = counts.findIndex((count) => count.at >= at);
  const after = counts[next];
  if (after === undefined) return undefined;
  const before = counts[next - 1];
  if (before === undefined) return after.at === at ? after.requests : undefined;
  const part = (at - before.at) / (after.at - before.at);
  return before.requests + part * (after.requests - before.requests);
}

function answerOf(of: "request" | "limit", pod: PodLoad | undefined, points: Point[]): PodAnswer[] {
  const cores = pod?.[of];
  if (cores === undefined || cores === 0) return [];
  const target = cores * SHARE;
  const near = points.filter((point) => Math.abs(point.cores - target) <= target * NEAR);
  const below = meanOf(near.filter((point) => point.cores <= target));
  const above = meanOf(near.filter((point) => point.cores >= target));
  if (below !== undefined && above !== undefined) {
    const width = above.cores - below.cores;
    const part = width === 0 ? 0 : (target - below.cores) / width;
    const rate = below.rate + part * (above.rate - below.rate);
    return [{ of, cores, throughput: { kind: "at", rate, share: SHARE } }];
  }
  // The nearest measurement on the one side where there are any.
  const isAbove = points.every((point) => point.cores < target);
  const sorted = points.toSorted((a, b) => Math.abs(a.cores - target) - Math.abs(b.cores - target));
  const nearest = sorted.find((point) => isAbove || point.cores > target);
  if (nearest === undefined) return [];
  const share = nearest.cores / cores;
  return [
    { of, cores, throughput: { kind: isAbove ? "above" : "below", rate: nearest.rate, share } },
  ];
}

function meanOf(points: readonly Point[]): { rate: number; cores: number } | undefined {
  if (points.length === 0) return undefined;
  const sum = (key: "rate" | "cores") => points.reduce((total, point) => total + point[key], 0);
  return { rate: sum("rate") / points.length, cores: sum("cores") / points.length };
}
