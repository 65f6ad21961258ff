import type { HttpMatch, HttpRoute } from "./httpRoute.ts";

/**
 * Returns whether a route takes every request of the mesh, so that no later route is ever reached. A delegate does not
 * count: Istio puts the delegate's routes in its place, and these may let requests through. If it does not find the
 * delegate, it puts nothing there (istio's pilot/pkg/model/virtualservice_controller.go).
 */
export function isCatchAll(route: HttpRoute): boolean {
  const { match = [], delegate } = route;
  return delegate === undefined && (match.length === 0 || match.some(takesAll));
}

/** Istio ends its list at the prefix `/` and at the regex `.*`; an empty prefix has the same effect. */
function takesAll({ name, statPrefix, ignoreUriCase, gateways, uri, ...rest }: HttpMatch): boolean {
  const everyPath =
    uri === undefined || uri.prefix === "/" || uri.prefix === "" || uri.regex === ".*";
  const inMesh = gateways === undefined || gateways.includes("mesh");
  return everyPath && inMesh && Object.values(rest).every(saysNothing);
}

function saysNothing(condition: unknown): boolean {
  return typeof condition === "object" && condition !== null && Object.keys(condition).length === 0;
}
