import { type FaultPlan, parseFaultPlan } from "../../latency/faults.ts";
import { parseProfile } from "../../latency/parse.ts";
import type { Profile } from "../../latency/profile.ts";
import { at, isEncrypted, isMapping, unreadable, whereOf } from "../values/check.ts";
import { boolean, noneOr, oneOf, plain, record, text } from "../values/kinds.ts";
import type { Kind, Section } from "../values/setting.ts";

const DURATION = { type: "string", pattern: "^((\\d+(\\.\\d+)?)(us|µs|ms|s|m|h))+$" };

const profile: Kind<Profile> = {
  words: "profile",
  read(field) {
    if (field === undefined) return undefined;
    if (holdsEncrypted(field.value)) return unreadable(field, "a latency profile");
    return parseProfile(field.value, whereOf(field), field.problems);
  },
  schema: {
    type: "object",
    minProperties: 1,
    properties: {
      uniform: { type: "array", items: DURATION, minItems: 2, maxItems: 2 },
      lognormal: {
        type: "object",
        properties: { median: DURATION, p99: DURATION },
        required: ["median", "p99"],
        additionalProperties: false,
      },
      load: {
        type: "object",
        properties: {
          capacity: { type: "string", pattern: "^\\d+(\\.\\d+)?/(s|min)$" },
          queue: { type: "integer", minimum: 0 },
        },
        required: ["capacity"],
        additionalProperties: false,
      },
    },
    additionalProperties: DURATION,
  },
};

const faults: Kind<FaultPlan> = {
  words: "faults by route",
  read(field) {
    if (field === undefined) return undefined;
    if (holdsEncrypted(field.value)) return unreadable(field, "faults by route");
    const place = (...path: string[]) =>
      whereOf(path.reduce((parent, key) => at(parent, key), field));
    return parseFaultPlan(field.value, place, field.problems);
  },
  schema: {
    type: "object",
    additionalProperties: {
      type: "object",
      patternProperties: { "^([45]\\d\\d|reset|truncate)$": { type: "string", pattern: "%$" } },
      additionalProperties: false,
    },
  },
};

function holdsEncrypted(value: unknown): boolean {
  if (isEncrypted(value)) return true;
  if (Array.isArray(value)) return value.some(holdsEncrypted);
  return isMapping(value) && Object.values(value).some(holdsEncrypted);
}

const ROUTE = "a route such as GET /payments/{paymentId}";

export const LATENCY = {
  latency: {
    type: noneOr({
      enabled: { type: boolean, default: true, meaning: "`false` is the same as `latency: none`." },
      inject: {
        type: oneOf("mesh", "mock"),
        otherwise: "`mesh`, or `mock` without Istio and with `replaces`",
        meaning: "What makes the delays: faults in the callers' sidecars, or the mock.",
        example: "mock",
      },
      default: {
        type: profile,
        otherwise: "the latency file's, else none",
        meaning:
          "For routes without a profile of their own, and for requests that no route matches.",
        example: { p95: "120ms" },
      },
      routes: {
        type: {
          ...record(profile, "profiles by route such as { GET /pets: { p95: 120ms } }"),
          words: "profiles by route",
        },
        otherwise: "the latency file's",
        meaning:
          "Profiles of routes, which are written as in the document. A service's own: not in `defaults`.",
        example: { "GET /payments/{paymentId}": { p95: "90ms" } },
      },
      faults: {
        type: faults,
        otherwise: "the latency file's",
        meaning: "What goes wrong. In `defaults` only their `default`.",
        example: { "POST /payments": { 503: "20%" } },
      },
      names: {
        type: {
          ...record(
            plain(text(ROUTE), ROUTE),
            "routes by name such as { web.request: GET /payments }",
          ),
          words: "routes by name",
        },
        meaning:
          "Routes of names that `latency pull` finds in a source and cannot explain. A service's own: not in `defaults`.",
        example: { "PaymentsController#show": "GET /payments/{paymentId}" },
      },
    } satisfies Section),
    meaning: "How long answers take. `none`: neither delays nor faults.",
  },
  verify: {
    type: boolean,
    default: false,
    meaning:
      "`true`: `pulumi up` asks the mock from a Job in its namespace whether its answers take as long as its latency profiles say, and the stack's output `verified` has the result.",
  },
} satisfies Section;
