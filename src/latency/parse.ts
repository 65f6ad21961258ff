import { isMapping } from "../openapi/document/node.ts";
import { didYouMean, type Problem, received } from "../problem.ts";
import { quantileName } from "./describe.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { parseLoad } from "./parseLoad.ts";
import type { Distribution, Profile, QuantilePoint } from "./profile.ts";

const SHAPES =
  "{p95: 120ms}, {p50: 20ms, p95: 120ms}, {uniform: [20ms, 80ms]} or {lognormal: {median: 20ms, p99: 200ms}}";

/**
 * Parses a latency profile as users write it:
 * - `{p95: 120ms}`: a single quantile is a fixed delay;
 * - `{p50: 20ms, p95: 120ms, p99: 300ms, max: 2s}`: several quantiles are a distribution that has them;
 * - `{uniform: [20ms, 80ms]}`; `{lognormal: {median: 20ms, p99: 200ms}}`;
 * - beside each of them `load: {capacity: 800/s, queue: 100}`, by which it becomes slower as it fills up.
 *
 * Returns undefined if there is a mistake. Every mistake is added to `problems`, at `where`.
 */
export function parseProfile(
  value: unknown,
  where: string,
  problems: Problem[],
): Profile | undefined {
  if (!isMapping(value) || Object.keys(value).length === 0) {
    problems.push({
      where,
      what: `expected a latency profile such as ${SHAPES}, received ${received(value)}`,
    });
    return undefined;
  }
  const { load: written, ...times } = value;
  const load = written === undefined ? undefined : parseLoad(written, `${where}.load`, problems);
  const distribution = parseDistribution(times, where, problems);
  if (distribution === undefined || (written !== undefined && load === undefined)) return undefined;
  return load === undefined ? distribution : { ...distribution, load };
}

function parseDistribution(
  value: Record<string, unknown>,
  where: string,
  problems: Problem[],
): Distribution | undefined {
  if (Object.keys(value).length === 0) {
    problems.push({
      where,
      what: "a load needs a latency beside it",
      fix: "Add that of the idle service: {p50: 20ms, p95: 120ms, load: {capacity: 800/s}}.",
    });
    return undefined;
  }
  if ("uniform" in value)
    return (
      alone(value, "uniform", where, problems) &&
      parseUniform(value.uniform, `${where}.uniform`, problems)
    );
  if ("lognormal" in value)
    return (
      alone(value, "lognormal", where, problems) &&
      parseLognormal(value.lognormal, `${where}.lognormal`, problems)
    );
  return parseQuantiles(value, where, problems);
}

function parseUniform(
  value: unknown,
  where: string,
  problems: Problem[],
): Distribution | undefined {
  if (!Array.isArray(value) || value.length !== 2) {
    problems.push({
      where,
      what: `expected two durations such as [20ms, 80ms], received ${received(value)}`,
    });
    return undefined;
  }
  const from = duration(value[0], `${where}[0]`, problems);
  const to = duration(value[1], `${where}[1]`, problems);
  if (from === undefined || to === undefined) return undefined;
  if (from > to) {
    problems.push({
      where,
      what: `the lower bound ${formatDuration(from)} is above the upper bound ${formatDuration(to)}`,
    });
    return undefined;
  }
  return { kind: "uniform", from, to };
}

function parseLognormal(
  value: unknown,
  where: string,
  problems: Problem[],
): Distribution | undefined {
  if (!isMapping(value)) {
    problems.push({
      where,
      what: `expected {median: 20ms, p99: 200ms}, received ${received(value)}`,
    });
    return undefined;
  }
  const before = problems.length;
  for (const key of Object.keys(value)) {
    if (key !== "median" && key !== "p99") unknownKey(key, ["median", "p99"], where, problems);
  }
  const median = positive(value.median, `${where}.median`, problems);
  const p99 = positive(value.p99, `${where}.p99`, problems);
  if (median === undefined || p99 === undefined || problems.length > before) return undefined;
  if (median > p99) {
    problems.push({
      where,
      what: `median (${formatDuration(median)}) is above p99 (${formatDuration(p99)})`,
    });
    return undefined;
  }
  return { kind: "lognormal", median, p99 };
}

function parseQuantiles(
  value: Record<string, unknown>,
  where: string,
  problems: Problem[],
): Distribution | undefined {
  const before = problems.length;
  const keys = Object.keys(value).filter((key) => key !== "min" && key !== "max");
  const points: QuantilePoint[] = [];
  for (const key of keys) {
    const p = probability(key, where, problems);
    const only = keys.length === 1 && value.min === undefined && value.max === undefined;
    const ms = (only ? duration : positive)(value[key], `${where}.${key}`, problems);
    if (p !== undefined && ms !== undefined) points.push({ p, ms });
  }
  const min = value.min === undefined ? undefined : duration(value.min, `${where}.min`, problems);
  const max = value.max === undefined ? undefined : positive(value.max, `${where}.max`, problems);
  if (problems.length > before) return undefined;
  const [first] = points;
  if (first === undefined) {
    problems.push({
      where,
      what: "min and max only bound a distribution",
      fix: "Add a quantile: {p50: 20ms, max: 2s}.",
    });
    return undefined;
  }
  if (points.length === 1 && min === undefined && max === undefined)
    return { kind: "fixed", ms: first.ms };
  points.sort((a, b) => a.p - b.p);
  checkOrder(points, min, max, where, problems);
  if (problems.length > before) return undefined;
  return {
    kind: "quantiles",
    points,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function checkOrder(
  points: QuantilePoint[],
  min: number | undefined,
  max: number | undefined,
  where: string,
  problems: Problem[],
): void {
  const named = [
    ...(min === undefined ? [] : [{ name: "min", p: 0, ms: min }]),
    ...points.map(({ p, ms }) => ({ name: quantileName(p), p, ms })),
    ...(max === undefined ? [] : [{ name: "max", p: 1, ms: max }]),
  ];
  named.slice(1).forEach((right, i) => {
    const left = named[i] ?? right;
    if (left.p === right.p) problems.push({ where, what: `${right.name} is given twice` });
    if (left.ms > right.ms) {
      problems.push({
        where,
        what: `${left.name} (${formatDuration(left.ms)}) is above ${right.name} (${formatDuration(right.ms)})`,
        fix: "A higher quantile is never the faster one.",
      });
    }
  });
}

function probability(key: string, where: string, problems: Problem[]): number | undefined {
  const digits = /^p(\d{1,2}(?:\.\d+)?)$/.exec(key)?.[1];
  const percent = Number(digits);
  if (digits !== undefined && percent > 0) return Number((percent / 100).toPrecision(12));
  unknownKey(key, KEYS, where, problems);
  return undefined;
}

const KEYS = "p50 p75 p90 p95 p99 p99.9 min max uniform lognormal load".split(" ");

function duration(value: unknown, where: string, problems: Problem[]): number | undefined {
  const ms = typeof value === "string" ? parseDuration(value) : undefined;
  if (ms === undefined) {
    problems.push({
      where,
      what: `expected a duration such as "250ms", received ${received(value)}`,
      fix: typeof value === "number" ? `Did you mean "${value}ms"?` : undefined,
    });
  }
  return ms;
}

function positive(value: unknown, where: string, problems: Problem[]): number | undefined {
  const ms = duration(value, where, problems);
  if (ms !== 0) return ms;
  problems.push({
    where,
    what: `expected a duration above zero, received ${received(value)}`,
    fix: "A distribution is drawn on a log scale.",
  });
  return undefined;
}

/** Reports every key other than `key`, and returns whether there is no such key. */
function alone(
  value: Record<string, unknown>,
  key: string,
  where: string,
  problems: Problem[],
): true | undefined {
  const others = Object.keys(value).filter((other) => other !== key);
  if (others.length === 0) return true;
  problems.push({ where, what: `${key} stands alone, received also ${others.join(", ")}` });
  return undefined;
}

function unknownKey(key: string, known: string[], where: string, problems: Problem[]): void {
  problems.push({
    where,
    what: `expected one of ${known.join(", ")}, received ${received(key)}`,
    fix: didYouMean(key, known),
  });
}
