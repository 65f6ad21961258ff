import type { GatewayApi } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import { isCatchAll } from "../../routing/catchAll.ts";
import { completeNames } from "../../routing/completeNames.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { serviceOf } from "../../routing/serviceHost.ts";

/**
 * Returns the routes of an API at a gateway: the team's routes up to the first that takes every request or, if there is
 * none, all of them followed by a route to the Service itself. Short names are completed with the Service's namespace.
 */
export function gatewayRoutes({ service, port, base }: GatewayApi): HttpRoute[] {
  const { namespace } = serviceOf(service);
  const routes = base.map((route) => completeNames(route, namespace));
  const last = routes.findIndex(takesAll);
  if (last >= 0) return routes.slice(0, last + 1);
  const destination = { host: service, ...(port !== undefined && { port: { number: port } }) };
  return [...routes, { name: "default", route: [{ destination }] }];
}

/** Returns a problem for each of the team's routes that cannot be kept, with the route's place. */
export function gatewayRouteProblems(
  api: GatewayApi,
  check: (route: HttpRoute) => Omit<Problem, "where"> | undefined,
): Problem[] {
  const where = `${api.where ?? `API ${api.api}`}.base`;
  return api.base.flatMap((route, index) => {
    const found = [delegateProblem(route), check(route)].filter((problem) => problem !== undefined);
    return found.map((problem) => ({ where: `${where}[${index}]`, ...problem }));
  });
}

/** Splits a Gateway's name, `namespace/name`. */
export function gatewayName(gateway: string): { namespace: string; name: string } {
  const [namespace = "", name = ""] = gateway.split("/");
  return { namespace, name };
}

function delegateProblem({ delegate }: HttpRoute): Omit<Problem, "where"> | undefined {
  if (delegate === undefined) return undefined;
  return {
    what: "delegates to another VirtualService, whose routes cannot be led elsewhere from here",
    fix: "Put the delegate's routes here in its place.",
  };
}

/** A route that requires a gateway may require another one than this. */
function takesAll(route: HttpRoute): boolean {
  return isCatchAll(route) && (route.match ?? []).every(({ gateways }) => gateways === undefined);
}
