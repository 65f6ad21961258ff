import type { ServiceConfig } from "../config/campaign.ts";
import { bands } from "../latency/bands.ts";
import { formatDuration } from "../latency/duration.ts";
import type { LatencyPlan } from "../latency/plan.ts";
import type { Profile } from "../latency/profile.ts";
import type { Problem } from "../problem.ts";
import { BAND_HEADER } from "./httpRoutes.ts";
import type { HttpRoute } from "./routeMatch.ts";

/** Istio refuses less, and counts in it. Source: `ValidateDuration` in istio's pkg/config/validation. */
const SHORTEST_MS = 1;

/** Envoy's timers end here, after 68 years. Source: `TimerUtils` in envoy's source/common/event. */
const LONGEST_MS = (2 ** 31 - 1) * 1000;

/** More templates in bands than this cost every request to the host about a tenth of a millisecond. */
const MANY_BANDED = 100;

/**
 * The delays that Istio cannot make. In a distribution only the longest counts: a shorter one may be rounded to
 * nothing, which is less than Envoy's timers are wrong.
 */
export function meshProblems(config: ServiceConfig, plan: LatencyPlan): Problem[] {
  return profilesOf(plan).flatMap(({ route, profile }) => {
    const longest = Math.max(...bands(profile).map(({ ms }) => ms));
    const expected = expectedDelay(longest);
    if (expected === undefined) return [];
    return {
      where: placeOf(config),
      what: `${route}: expected a delay of ${expected} in the mesh, received ${formatDuration(longest)}`,
      fix: 'Write "inject: mock": the mock makes delays of any length.',
    };
  });
}

/** What works, but should be known: fixed delays that are rounded, and more routes in bands than are cheap. */
export function meshWarnings(
  config: ServiceConfig,
  plan: LatencyPlan,
  http: HttpRoute[],
): Problem[] {
  return [...roundedDelays(config, plan), ...manyBands(config, http)];
}

function expectedDelay(ms: number): string | undefined {
  if (ms > LONGEST_MS) return `at most ${formatDuration(LONGEST_MS)}`;
  return ms > 0 && ms < SHORTEST_MS ? `at least ${formatDuration(SHORTEST_MS)}` : undefined;
}

function roundedDelays(config: ServiceConfig, plan: LatencyPlan): Problem[] {
  return profilesOf(plan).flatMap(({ route, profile }) => {
    if (profile.kind !== "fixed" || Number.isInteger(profile.ms)) return [];
    const rounded = formatDuration(Math.round(profile.ms));
    return {
      where: placeOf(config),
      what: `${route}: ${formatDuration(profile.ms)} becomes ${rounded}: Istio knows whole milliseconds only`,
    };
  });
}

function manyBands(config: ServiceConfig, http: HttpRoute[]): Problem[] {
  const banded = new Set(
    http
      .filter(({ headers }) => headers?.response?.set?.[BAND_HEADER] !== undefined)
      .map(({ match }) => JSON.stringify([match?.[0]?.uri, match?.[0]?.method])),
  );
  if (banded.size <= MANY_BANDED) return [];
  return [
    {
      where: placeOf(config),
      what: `${banded.size} path templates in bands are ${http.length} routes in every caller's proxy, which slows all requests down; more than ${MANY_BANDED} are many`,
      fix: 'Write "inject: mock", or give fewer routes a distribution of their own.',
    },
  ];
}

function profilesOf(plan: LatencyPlan): { route: string; profile: Profile }[] {
  const routes = Object.entries(plan.routes).map(([route, profile]) => ({ route, profile }));
  return plan.default === undefined
    ? routes
    : [{ route: "default", profile: plan.default }, ...routes];
}

/** A delay may be of the stack, of its defaults or of the latency file: all come together here. */
function placeOf({ where, name }: ServiceConfig): string {
  return `${where ?? name}.latency`;
}
