import type { HttpRoute } from "./httpRoute.ts";
import { serviceHost } from "./serviceHost.ts";

/**
 * A route whose short names, which mean something in their VirtualService's namespace, mean the same in any: those of
 * destinations, mirrors, gateways and delegates.
 */
export function completeNames(route: HttpRoute, namespace: string): HttpRoute {
  const { match, route: destinations, mirror, mirrors, delegate } = route;
  const complete = <T extends { host: string }>(destination: T): T => {
    const { host } = destination;
    return {
      ...destination,
      host: host.includes(".") ? host : (serviceHost(host, namespace) ?? host),
    };
  };
  return {
    ...route,
    ...(match && { match: match.map((one) => completeGateways(one, namespace)) }),
    ...(destinations && {
      route: destinations.map((one) => ({ ...one, destination: complete(one.destination) })),
    }),
    ...(mirror && { mirror: complete(mirror) }),
    ...(mirrors && {
      mirrors: mirrors.map((one) => ({ ...one, destination: complete(one.destination) })),
    }),
    ...(delegate && { delegate: { namespace, ...delegate } }),
  };
}

function completeGateways<T extends { gateways?: string[] }>(match: T, namespace: string): T {
  if (match.gateways === undefined) return match;
  return { ...match, gateways: match.gateways.map((name) => gatewayFullName(name, namespace)) };
}

/**
 * `namespace/name` of a Gateway as a VirtualService in the namespace means it, or `mesh`: of `name`, `./name`, and of
 * `name.namespace.svc.cluster.local`, the form of old (`resolveGatewayName` in istio's pilot/pkg/model/virtualservice.go).
 */
export function gatewayFullName(name: string, namespace: string): string {
  if (name === "mesh") return name;
  if (name.startsWith("./")) return `${namespace}/${name.slice(2)}`;
  if (name.includes("/")) return name;
  const [own = "", place = namespace] = name.split(".");
  return `${place}/${own}`;
}
