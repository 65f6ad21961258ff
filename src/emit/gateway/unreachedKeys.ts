import type { PreviewHostsConfig } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import { unreachable } from "../../routing/checkBase.ts";
import { leadTo } from "../../routing/copyRoute.ts";
import { entriesOfRoute } from "../../routing/routeServices.ts";
import { gatewayRoutes } from "./gatewayRoutes.ts";
import { entriesOf, type KnownRoutes } from "./knownRoutes.ts";

/** Returns a warning for each API whose routes at the gateway lead to no replica of its own Service, if it has some. */
export function unreachedKeys({ apis }: PreviewHostsConfig, known: KnownRoutes): Problem[] {
  return apis.flatMap((api) => {
    const { where = `API ${api.api}`, service: host, base } = api;
    // Problems of entries are reported with the gateway's objects.
    const entries = entriesOf(api, known, []);
    const copies = gatewayRoutes(api).flatMap((route) =>
      entriesOfRoute(route, host, entries).map((one) => leadTo(route, one.origin, one.destination)),
    );
    return unreachable({ where, host, base }, entries, copies);
  });
}
