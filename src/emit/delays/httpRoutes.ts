import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LatencyPlan } from "../../latency/plan.ts";
import type { Profile } from "../../latency/profile.ts";
import type { RouteTable } from "../../openapi/table/table.ts";
import type { HttpMatch, HttpRoute } from "../../routing/httpRoute.ts";
import { delayRoutes } from "./delayRoutes.ts";
import { fixedDelay } from "./fixedDelay.ts";
import { requestIdBands } from "./requestIdBands.ts";
import { routeMatch } from "./routeMatch.ts";

/**
 * The response header that names a request's band. Without it, tests would have to guess the band from milliseconds.
 */
export const BAND_HEADER = "x-understudy-band";

/** Name of the route that takes all requests that no other route takes. */
const LAST = "default";

/**
 * Returns the ordered `http` list of a mock's host: the server's own paths without delay, then the document's routes in
 * matching order, then `default`. A route whose latency is a distribution becomes several routes, one per band.
 */
export function httpRoutes(
  config: ServiceConfig,
  table: RouteTable,
  plan: LatencyPlan,
  host: string,
): HttpRoute[] {
  const route = [{ destination: { host } }];
  const banded = (name: string, match: HttpMatch, profile: Profile | undefined) =>
    bandRoutes(name, match, profile, config.name).map((part) => ({ ...part, route }));
  const ownPaths = { name: "understudy", match: [{ uri: { prefix: "/_understudy/" } }], route };
  return [
    ...(config.engine === "understudy" ? [ownPaths] : []),
    ...delayRoutes(table, plan).flatMap(({ name, basePath, route, profile }) =>
      banded(name, routeMatch(basePath, route), profile),
    ),
    ...banded(LAST, {}, plan.default),
  ];
}

/** Returns one route per band, without destinations. The last matches no id and has the plain name. */
export function bandRoutes(
  name: string,
  match: HttpMatch,
  profile: Profile | undefined,
  service: string,
): HttpRoute[] {
  if (profile === undefined) return [{ name, ...matching(match) }];
  const bands = requestIdBands(profile, service);
  return bands.map(({ name: band, id, ms }) => ({
    name: id === undefined ? name : `${name} ${band}`,
    ...matching(
      id === undefined ? match : { ...match, headers: { "x-request-id": { regex: id } } },
    ),
    ...fault(ms),
    ...(bands.length > 1 ? { headers: { response: { set: { [BAND_HEADER]: band } } } } : {}),
  }));
}

function matching(match: HttpMatch): Pick<HttpRoute, "match"> {
  return Object.keys(match).length === 0 ? {} : { match: [match] };
}

function fault(ms: number): Pick<HttpRoute, "fault"> {
  const delay = fixedDelay(ms);
  return delay === undefined
    ? {}
    : { fault: { delay: { percentage: { value: 100 }, fixedDelay: delay } } };
}
