import type { Route, RouteTable } from "../routes/table.ts";
import type { RouteReport } from "./routesReport.ts";

type TryRequest = Pick<RouteReport, "tryPath" | "tryHeaders" | "tryBody">;

/** A request that a route answers with success: its required parameters, credentials and body are filled in. */
export function tryRequest(route: Route, _table: RouteTable): TryRequest {
  return { tryPath: route.path };
}
