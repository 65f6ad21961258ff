import { isMapping } from "../openapi/document/node.ts";
import { didYouMean, type Problem, received } from "../problem.ts";

/** Where the profile of a route was measured, as the latency file says it under `pulled`. */
export interface Provenance {
  /** As in `--from`: `datadog`. */
  source: string;
  /** How the source was asked. */
  query: string;
  /** The time that counts: `7d`, `7d, 10-22 Asia/Tokyo`. */
  window: string;
  /** Which answers count, if not all successful ones. */
  status?: string;
  requests: number;
  /** The window's end. */
  time: string;
  /** What was taken off each quantile. */
  subtracted?: string;
  /** The caller's timeout, at which the profile was cut. */
  cap?: string;
}

const TEXTS = ["source", "query", "window", "status", "time", "subtracted", "cap"] as const;
const KEYS = [...TEXTS, "requests"];
const REQUIRED = ["source", "query", "window", "requests", "time"];

/** Parses a profile's `pulled`. Returns undefined if there is a mistake, which is added to `problems`. */
export function parseProvenance(
  value: unknown,
  where: string,
  problems: Problem[],
): Provenance | undefined {
  const before = problems.length;
  if (!isMapping(value)) {
    const what = `expected what "latency pull" writes: ${REQUIRED.join(", ")}; received ${received(value)}`;
    problems.push({ where, what });
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (KEYS.includes(key)) continue;
    const what = `expected one of ${KEYS.join(", ")}, received ${received(key)}`;
    problems.push({ where, what, fix: didYouMean(key, KEYS) });
  }
  for (const key of REQUIRED) {
    if (value[key] === undefined) problems.push({ where, what: `"${key}" is missing` });
  }
  for (const key of TEXTS) {
    if (value[key] === undefined || typeof value[key] === "string") continue;
    const what = `expected a text, received ${received(value[key])}`;
    problems.push({ where: `${where}.${key}`, what });
  }
  if (value.requests !== undefined && !Number.isInteger(value.requests)) {
    const what = `expected a number of requests, received ${received(value.requests)}`;
    problems.push({ where: `${where}.requests`, what });
  }
  // The checks above are those of the type.
  return problems.length > before ? undefined : (value as unknown as Provenance);
}
