import { isDeepStrictEqual } from "node:util";
import { quantileName } from "../latency/describe.ts";
import { formatDuration } from "../latency/duration.ts";
import type { LatencyFile } from "../latency/file.ts";
import { defaultProfile, type LatencyConfig } from "../latency/planLatency.ts";
import type { Profile } from "../latency/profile.ts";
import type { Provenance } from "../latency/provenance.ts";
import type { RouteKey } from "../openapi/table/table.ts";
import type { ListedName, MeasuredQuantile, Measurement, RatePair } from "../sources/source.ts";
import { type Adjustment, adjust, profileFor } from "./adjust.ts";
import { type Drift, driftOf } from "./drift.ts";
import type { LatencyEdit } from "./editLatencyText.ts";
import { type PulledProfile, readBack } from "./entry.ts";
import { aboveEdges, keep } from "./kept.ts";
import { pulledLoad } from "./pulledLoad.ts";

/** What a pull says about one route, or about all requests together. */
export interface RoutePull {
  /** Undefined for all requests together, whose profile is the file's default. */
  route?: RouteKey;
  /** The names that the source has for it. */
  names: string[];
  requests: number;
  /** Requests that do not count, by status. */
  apart: Record<string, number>;
  /** What is kept of the measurement; empty if there is a `reason`. */
  points: MeasuredQuantile[];
  /** Why there are no quantiles. */
  reason?: string;
  drift: Drift[];
  /** The capacity with its fit, or why there is none. */
  capacity?: string;
  /** What the user should know about it. */
  remarks: string[];
  /** What a pull with `--write` does with the file's profile. */
  file: "add" | "replace" | "same" | "handWritten" | "none";
  edit?: LatencyEdit;
}

/** The settings of a pull that say how measurements become profiles. */
export interface PullRules extends Adjustment {
  minSamples: number;
  /** Overwrites profiles that were written by hand. */
  force: boolean;
}

export interface RouteContext {
  route: RouteKey | undefined;
  names: readonly ListedName[];
  measurement: Measurement;
  /** How busy and how fast the route was, time by time; undefined if the source does not know. */
  pairs?: readonly RatePair[] | undefined;
  /** Without the number of requests, which is the measurement's. */
  provenance: Omit<Provenance, "requests">;
  file: LatencyFile | undefined;
  settings: LatencyConfig;
  rules: PullRules;
}

/** The bounds of a bucket are worth a remark if they are further apart than this share of the value. */
const WIDE = 0.1;

/** Returns what is kept of a route's measurement, how it differs from the file, and what is to be written. */
export function routePull(context: RouteContext): RoutePull {
  const { route, names, measurement, file, settings, rules } = context;
  const kept = keep(measurement, rules.minSamples);
  const base = { ...unmeasured(route, names), requests: Math.round(measurement.requests) };
  if ("reason" in kept) return { ...base, reason: kept.reason };
  const adjusted = adjust(kept.points, rules);
  const old = currentProfile(route, file, settings);
  const { load, points, capacity, remarks } = pulledLoad(
    adjusted.points,
    context.pairs,
    writtenProfile(file, route)?.load,
    settings.inject,
  );
  const before = provenanceIn(file, route);
  const requests = { measured: measurement.requests, ...(before && { old: before.requests }) };
  const profile = { ...profileFor(points, rules), ...(load && { load }) };
  const edit = editFor(context, profile);
  return {
    ...base,
    points,
    drift: driftOf(old, points, requests),
    file: fileState(context, profile, edit.provenance),
    edit,
    ...(capacity === undefined ? {} : { capacity }),
    remarks: [
      ...(adjusted.warning === undefined ? [] : [adjusted.warning]),
      ...remarks,
      ...points.flatMap(boundsRemark),
      ...[aboveEdges(measurement)].filter((remark) => remark !== undefined),
      ...(route !== undefined && settings.routes[route] !== undefined
        ? ["the stack's own profile wins"]
        : []),
    ],
  };
}

/** Returns a route without a measurement. */
export function unmeasured(
  route: RouteKey | undefined,
  names: readonly ListedName[],
  reason?: string,
): RoutePull {
  const apart: Record<string, number> = {};
  for (const name of names) {
    for (const [status, count] of Object.entries(name.apart)) {
      apart[status] = (apart[status] ?? 0) + count;
    }
  }
  return {
    ...(route === undefined ? {} : { route }),
    names: names.map(({ name }) => name),
    requests: names.reduce((sum, { requests }) => sum + requests, 0),
    apart,
    points: [],
    ...(reason === undefined ? {} : { reason }),
    drift: [],
    remarks: [],
    file: "none",
  };
}

/** Returns the profile that a route has now, apart from the stack's own profile for this route. */
function currentProfile(
  route: RouteKey | undefined,
  file: LatencyFile | undefined,
  settings: LatencyConfig,
): Profile | undefined {
  if (route === undefined) return file?.default;
  const fallback = defaultProfile(file, settings);
  return file?.routes[route] ?? fallback;
}

function editFor({ route, provenance, measurement, rules }: RouteContext, profile: PulledProfile) {
  return {
    ...(route === undefined ? {} : { route }),
    profile,
    provenance: {
      ...provenance,
      requests: Math.round(measurement.requests),
      ...(rules.subtract && { subtracted: formatDuration(rules.subtract) }),
      ...(rules.cap && { cap: formatDuration(rules.cap) }),
    },
  } satisfies LatencyEdit;
}

function fileState(
  { route, file, rules }: RouteContext,
  profile: PulledProfile,
  provenance: Provenance,
): RoutePull["file"] {
  const old = writtenProfile(file, route);
  if (old === undefined) return "add";
  const before = provenanceIn(file, route);
  if (before === undefined) return rules.force ? "replace" : "handWritten";
  const same =
    isDeepStrictEqual(withoutEnd(provenance), withoutEnd(before)) &&
    isDeepStrictEqual(readBack(profile), old);
  return same ? "same" : "replace";
}

/** The same data at a later time gives the same file. A mock's metrics, for example, end when they are asked for. */
function withoutEnd({ time, window, ...rest }: Provenance) {
  return { ...rest, window: window.replace(` to ${time}`, "") };
}

function writtenProfile(
  file: LatencyFile | undefined,
  route: RouteKey | undefined,
): Profile | undefined {
  return route === undefined ? file?.default : file?.routes[route];
}

function provenanceIn(
  file: LatencyFile | undefined,
  route: RouteKey | undefined,
): Provenance | undefined {
  return route === undefined ? file?.pulled?.default : file?.pulled?.routes[route];
}

function boundsRemark({ p, ms, bounds }: MeasuredQuantile): string[] {
  if (bounds === undefined || bounds.to - bounds.from <= WIDE * ms) return [];
  const [from, to] = [bounds.from, bounds.to].map(formatDuration);
  return [`${quantileName(p)} is between ${from} and ${to}`];
}
