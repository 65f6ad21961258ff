import type { GatewayApi } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import { unreachable } from "../../routing/checkBase.ts";
import { leadTo } from "../../routing/copyRoute.ts";
import { type EntriesByService, entriesOfRoute } from "../../routing/routeServices.ts";
import { gatewayRoutes } from "./gatewayRoutes.ts";

/** Returns a warning if an API's routes at the gateway lead to no replica of its own Service, although it has some. */
export function unreachedKeys(api: GatewayApi, entries: EntriesByService): Problem[] {
  const { where = `API ${api.api}`, service: host, base } = api;
  const copies = gatewayRoutes(api).flatMap((route) =>
    entriesOfRoute(route, host, entries).map((one) => leadTo(route, one.origin, one.destination)),
  );
  return unreachable({ where, host, base }, entries, copies);
}
