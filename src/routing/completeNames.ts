import type { HttpRoute } from "./httpRoute.ts";
import { serviceHost } from "./serviceHost.ts";

/**
 * Returns the route with full names of destinations, mirrors, gateways and delegates. Short names mean something only
 * in the namespace of their VirtualService; the full names mean the same everywhere.
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
 * Returns a Gateway's name as `namespace/name`, or `mesh`. A VirtualService in the namespace may write it as `name`,
 * `./name`, or in the old form `name.namespace.svc.cluster.local` (`resolveGatewayName` in istio's
 * pilot/pkg/model/virtualservice.go).
 */
export function gatewayFullName(name: string, namespace: string): string {
  if (name === "mesh") return name;
  if (name.startsWith("./")) return `${namespace}/${name.slice(2)}`;
  if (name.includes("/")) return name;
  const [own = "", place = namespace] = name.split(".");
  return `${place}/${own}`;
}
