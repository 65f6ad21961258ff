import { type FaultPlan, parseFaultPlan } from "../latency/faults.ts";
import { parseProfile } from "../latency/parse.ts";
import type { Profile } from "../latency/profile.ts";
import {
  at,
  boolean,
  defined,
  type Field,
  isEncrypted,
  isMapping,
  object,
  oneOf,
  record,
  unreadable,
  whereOf,
} from "./check.ts";
import { SETTING_KEYS } from "./shape.ts";

/** `none`, or where delays are made and the profiles that the stack gives. */
export function readLatency(field: Field | undefined) {
  if (field?.value === "none") return "none" as const;
  const keys = object(
    field,
    SETTING_KEYS.latency,
    "none, or a mapping of enabled, inject, default, routes and faults",
  );
  return (
    keys &&
    defined({
      enabled: boolean(keys.enabled),
      inject: oneOf(keys.inject, ["mesh", "mock"]),
      default: readProfile(keys.default),
      routes: readRoutes(keys.routes),
      faults: readFaults(keys.faults),
    })
  );
}

function readRoutes(field: Field | undefined): Record<string, Profile> | undefined {
  const entries = record(field, "profiles by route such as { GET /pets: { p95: 120ms } }");
  if (entries === undefined) return undefined;
  const routes: Record<string, Profile> = {};
  for (const [route, entry] of entries) {
    const profile = readProfile(entry);
    if (profile !== undefined) routes[route] = profile;
  }
  return routes;
}

function readProfile(field: Field | undefined): Profile | undefined {
  if (field === undefined) return undefined;
  if (holdsEncrypted(field.value)) return unreadable(field, "a latency profile");
  return parseProfile(field.value, whereOf(field), field.problems);
}

function readFaults(field: Field | undefined): FaultPlan | undefined {
  if (field === undefined) return undefined;
  if (holdsEncrypted(field.value)) return unreadable(field, "faults by route");
  const place = (...path: string[]) =>
    whereOf(path.reduce((parent, key) => at(parent, key), field));
  return parseFaultPlan(field.value, place, field.problems);
}

function holdsEncrypted(value: unknown): boolean {
  if (isEncrypted(value)) return true;
  if (Array.isArray(value)) return value.some(holdsEncrypted);
  return isMapping(value) && Object.values(value).some(holdsEncrypted);
}
