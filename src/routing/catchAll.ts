import type { HttpMatch, HttpRoute } from "./httpRoute.ts";

/**
 * Whether a route takes every request of the mesh, so that no later one is ever reached. In a delegate's place Istio has
 * its routes, which may let requests through, or nothing where it is not found
 * (istio's pilot/pkg/model/virtualservice_controller.go).
 */
export function isCatchAll(route: HttpRoute): boolean {
  const { match = [], delegate } = route;
  return delegate === undefined && (match.length === 0 || match.some(takesAll));
}

/** Istio stops its list at a prefix `/` and at the regex `.*`; an empty prefix comes to the same. */
function takesAll({ name, statPrefix, ignoreUriCase, gateways, uri, ...rest }: HttpMatch): boolean {
  const everyPath =
    uri === undefined || uri.prefix === "/" || uri.prefix === "" || uri.regex === ".*";
  const inMesh = gateways === undefined || gateways.includes("mesh");
  return everyPath && inMesh && Object.values(rest).every(saysNothing);
}

function saysNothing(condition: unknown): boolean {
  return typeof condition === "object" && condition !== null && Object.keys(condition).length === 0;
}
