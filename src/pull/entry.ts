import { load } from "js-yaml";
import { quantileName } from "../latency/describe.ts";
import { formatDuration } from "../latency/duration.ts";
import { parseProfile } from "../latency/parse.ts";
import type { Load, Profile, QuantilePoint } from "../latency/profile.ts";
import type { Provenance } from "../latency/provenance.ts";
import { formatRate } from "../latency/rate.ts";

/** A measured profile as it is written to the latency file. */
export interface PulledProfile {
  /** Ascending, in p and in ms. One alone is a fixed delay. */
  points: QuantilePoint[];
  max?: number;
  /** Taken over from the profile that is replaced, if a capacity was not measured. */
  load?: Load;
}

/** Which place a text is for: in a block, an entry may have several lines. */
export type Layout = { in: "flow" } | { in: "block"; indent: string; newline: string };

/** Returns a key of a mapping as YAML: plain if YAML reads it back as the same text, otherwise quoted. */
export function keyText(key: string, layout: Layout): string {
  return isPlain(key, layout) ? key : JSON.stringify(key);
}

/**
 * Returns a profile with its provenance as YAML: a mapping in brackets, in a block with the provenance on a line of its
 * own.
 */
export function entryText(profile: PulledProfile, provenance: Provenance, layout: Layout): string {
  const pulled = provenanceFields(provenance).map(
    ([key, value]) => `${key}: ${typeof value === "number" ? value : valueText(value)}`,
  );
  const between = layout.in === "flow" ? " " : `${layout.newline}${layout.indent}  `;
  return `{ ${profileText(profile)},${between}pulled: { ${pulled.join(", ")} } }`;
}

/** Returns a profile as the reader of latency files returns what was written. */
export function readBack(profile: PulledProfile): Profile | undefined {
  return parseProfile(load(`{ ${profileText(profile)} }`), "", []);
}

function profileText({ points, max, load }: PulledProfile): string {
  return [
    ...points.map(({ p, ms }) => `${quantileName(p)}: ${formatDuration(ms)}`),
    ...(max === undefined ? [] : [`max: ${formatDuration(max)}`]),
    ...(load ? [`load: { capacity: ${formatRate(load.capacity)}, queue: ${load.queue} }`] : []),
  ].join(", ");
}

/** Returns the fields of a provenance in the order in which they are written. */
function provenanceFields(provenance: Provenance): [string, string | number][] {
  const { source, requests, window, status, time, subtracted, cap, query } = provenance;
  const fields = { source, requests, window, status, time, subtracted, cap, query };
  return Object.entries(fields).filter(
    (field): field is [string, string | number] => field[1] !== undefined,
  );
}

function valueText(text: string): string {
  return isPlain(text, { in: "flow" }) ? text : JSON.stringify(text);
}

function isPlain(text: string, layout: Layout): boolean {
  const yaml = layout.in === "flow" ? `{ ${text}: ${text} }` : `${text}: ${text}`;
  try {
    const value = load(yaml);
    return JSON.stringify(value) === JSON.stringify({ [text]: text });
  } catch {
    return false;
  }
}
