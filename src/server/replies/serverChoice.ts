import type { Route, RouteTable } from "../../openapi/table/table.ts";
import { decodeForm } from "../http/query.ts";
import type { Unselected } from "./selectReply.ts";

/**
 * Creates the check whether the server that a request names (`?__server=https://api.example/v1`) is one of the route's
 * servers. It returns undefined if it is, or if the request names none.
 */
export function createServerCheck(
  route: Route,
  table: RouteTable,
): (query: ReadonlyMap<string, readonly string[]>) => Unselected | undefined {
  const patterns = (route.servers ?? table.servers ?? []).map(
    (source) => new RegExp(`^${source}$`),
  );
  return (query) => {
    const url = decodeForm(query.get("__server")?.[0] ?? "");
    if (url === "" || patterns.some((pattern) => pattern.test(url))) return undefined;
    if (hasServers(table)) {
      const detail = `The server url ${url} hasn't been matched with any of the provided servers`;
      return { kind: "NO_SERVER_MATCHED_ERROR", detail };
    }
    const detail = `No server configuration has been provided, although ${url} is set as server url`;
    return { kind: "NO_SERVER_CONFIGURATION_PROVIDED_ERROR", detail };
  };
}

function hasServers({ routes, servers = [] }: RouteTable): boolean {
  return routes.some((route) => (route.servers ?? servers).length > 0);
}
