import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { bands } from "../../latency/bands.ts";
import { formatDuration } from "../../latency/duration.ts";
import type { LatencyPlan } from "../../latency/plan.ts";
import type { Profile } from "../../latency/profile.ts";
import { formatRate } from "../../latency/rate.ts";
import type { Problem } from "../../problem.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { BAND_HEADER } from "./httpRoutes.ts";
import { meshPlan } from "./latencyPlace.ts";

/**
 * The shortest delay that Istio accepts; it counts in whole milliseconds. Source: `ValidateDuration` in istio's
 * pkg/config/validation.
 */
const SHORTEST_MS = 1;

/** The longest delay of Envoy's timers, 68 years. Source: `TimerUtils` in envoy's source/common/event. */
const LONGEST_MS = (2 ** 31 - 1) * 1000;

/** With more path templates in bands, every request to the host takes about a tenth of a millisecond longer. */
const MANY_BANDED = 100;

/**
 * The longest regular expression that Istio accepts. Source: `validateStringMatchRegexp` in istio's
 * pkg/config/validation.
 */
export const LONGEST_PATTERN = 1024;

/**
 * The largest object that is safe to store: etcd accepts 1.5 MiB (`--max-request-bytes`), and the API server adds a
 * little to each object.
 */
const LARGEST_BYTES = 1.4 * 2 ** 20;

const WAY_OUT = 'Write "inject: mock": the mock has no such limit.';

const COUNTS =
  'Write "inject: mock": the mock counts the requests that it gets. Each sidecar only sees those of its own pod.';

/** Returns what Istio or the cluster would refuse: delays, path templates, or the list as a whole. */
export function meshProblems(
  mock: LoadedMock,
  virtualService: IVirtualService | undefined,
): Problem[] {
  return [
    ...impossibleDelays(meshPlan(mock)),
    ...longPatterns(virtualService?.spec?.http ?? []),
    ...largeObject(virtualService),
  ]
    .map((what) => ({ where: placeOf(mock), what, fix: WAY_OUT }))
    .concat(loads(meshPlan(mock)).map((what) => ({ where: placeOf(mock), what, fix: COUNTS })));
}

/** Returns warnings: fixed delays that are rounded, and too many routes in bands. */
export function meshWarnings(
  mock: LoadedMock,
  virtualService: IVirtualService | undefined,
): Problem[] {
  const where = placeOf(mock);
  return [
    ...roundedDelays(meshPlan(mock)).map((what) => ({ where, what })),
    ...manyBands(virtualService?.spec?.http ?? []).map((what) => ({
      where,
      what,
      fix: 'Write "inject: mock", or give fewer routes a distribution of their own.',
    })),
  ];
}

function loads(plan: LatencyPlan): string[] {
  return profilesOf(plan).flatMap(({ route, profile: { load } }) =>
    load === undefined
      ? []
      : `${route}: expected a profile without load in the mesh, received a capacity of ${formatRate(load.capacity)}`,
  );
}

/**
 * In a distribution only the longest delay is checked. A shorter one may be rounded to zero: the error is smaller than
 * that of Envoy's timers.
 */
function impossibleDelays(plan: LatencyPlan): string[] {
  return profilesOf(plan).flatMap(({ route, profile }) => {
    const longest = Math.max(...bands(profile).map(({ ms }) => ms));
    const expected = expectedDelay(longest);
    return expected === undefined
      ? []
      : `${route}: expected a delay of ${expected} in the mesh, received ${formatDuration(longest)}`;
  });
}

function expectedDelay(ms: number): string | undefined {
  if (ms > LONGEST_MS) return `at most ${formatDuration(LONGEST_MS)}`;
  return ms > 0 && ms < SHORTEST_MS ? `at least ${formatDuration(SHORTEST_MS)}` : undefined;
}

function longPatterns(http: HttpRoute[]): string[] {
  const names = new Map<string, string>();
  for (const { name = "", match } of http) {
    const pattern = match?.[0]?.uri?.regex ?? "";
    // The last route of a template in bands has the plain name.
    if (pattern.length > LONGEST_PATTERN) names.set(pattern, name);
  }
  return [...names].map(
    ([pattern, name]) =>
      `${name}: expected a path whose pattern has at most ${LONGEST_PATTERN} characters in the mesh, received ${pattern.length}`,
  );
}

/** Returns a message if a VirtualService is larger than the cluster accepts. */
export function largeObject(virtualService: IVirtualService | undefined): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(virtualService ?? {}));
  if (bytes <= LARGEST_BYTES) return [];
  const mib = (size: number) => `${(size / 2 ** 20).toFixed(1)} MiB`;
  const routes = virtualService?.spec?.http?.length;
  return [
    `expected a VirtualService of at most ${mib(LARGEST_BYTES)}, received ${mib(bytes)} in ${routes} routes`,
  ];
}

function roundedDelays(plan: LatencyPlan): string[] {
  return profilesOf(plan).flatMap(({ route, profile }) => {
    if (profile.kind !== "fixed" || Number.isInteger(profile.ms)) return [];
    const rounded = formatDuration(Math.round(profile.ms));
    return `${route}: ${formatDuration(profile.ms)} is rounded to ${rounded}: Istio supports only whole milliseconds`;
  });
}

function manyBands(http: HttpRoute[]): string[] {
  const banded = new Set(
    http
      .filter(({ headers }) => headers?.response?.set?.[BAND_HEADER] !== undefined)
      .map(({ match }) => JSON.stringify([match?.[0]?.uri, match?.[0]?.method])),
  );
  if (banded.size <= MANY_BANDED) return [];
  return [
    `${banded.size} path templates in bands are ${http.length} routes in every caller's proxy, which slows all requests down; more than ${MANY_BANDED} are many`,
  ];
}

function profilesOf(plan: LatencyPlan): { route: string; profile: Profile }[] {
  const routes = Object.entries(plan.routes).map(([route, profile]) => ({ route, profile }));
  return plan.default === undefined
    ? routes
    : [{ route: "default", profile: plan.default }, ...routes];
}

/** Delays come from the stack, its defaults or the latency file. This place stands for all of them. */
function placeOf({ config }: LoadedMock): string {
  return `${config.where ?? config.name}.latency`;
}
