import { hostName, isSameHost } from "../hostName.ts";
import type { FoundHost } from "./foundHost.ts";

/** A VirtualService or a ServiceEntry, as far as the guard reads it. */
export interface IstioObject<Spec> {
  metadata: { name: string; namespace: string };
  spec?: Spec;
}

export type VirtualService = IstioObject<{
  hosts?: string[];
  gateways?: string[];
  exportTo?: string[];
  http?: HttpRule[];
  tcp?: Rule[];
  tls?: Rule[];
}>;

export type ServiceEntry = IstioObject<{
  hosts?: string[];
  exportTo?: string[];
  endpoints?: { address?: string }[];
}>;

interface Destination {
  host: string;
}

interface Rule {
  route?: { destination: Destination }[];
}

interface HttpRule extends Rule {
  mirror?: Destination;
  mirrors?: { destination: Destination }[];
  redirect?: { authority?: string };
}

/** Adds to each found host where the mesh sends its requests. */
export function followed(
  found: readonly FoundHost[],
  virtualServices: readonly VirtualService[],
  namespace: string,
): FoundHost[] {
  const rules = virtualServices.filter((one) => isInMesh(one) && isVisible(one, namespace));
  return found.map((one) => {
    if (one.leadsTo !== undefined || one.isCalled) return one;
    const leadsTo = rules
      .filter((rule) => hostsOf(rule).some((host) => isSameHost(host, one.host)))
      .flatMap(destinationsOf);
    const isChanged = leadsTo.some((host) => !isSameHost(host, one.host));
    return isChanged ? { ...one, leadsTo: [...new Set(leadsTo)].sort() } : one;
  });
}

/** Returns the hosts for which the service's own namespace has rules of the mesh. Other namespaces rule their own hosts. */
export function hostsOfVirtualServices(
  virtualServices: readonly VirtualService[],
  namespace: string,
): FoundHost[] {
  return virtualServices
    .filter(({ metadata }) => metadata.namespace === namespace)
    .filter((one) => isInMesh(one) && isVisible(one, namespace))
    .flatMap((one) =>
      hostsOf(one)
        .filter((host) => host !== "*")
        .map((host) => ({
          host,
          foundIn: `VirtualService ${one.metadata.namespace}/${one.metadata.name}`,
        })),
    );
}

/**
 * Returns the hosts of the ServiceEntries that the service sees.
 *
 * @param seen hosts that its Envoy knows; undefined if it has none. Istio has decided there what the service sees.
 */
export function hostsOfServiceEntries(
  serviceEntries: readonly ServiceEntry[],
  namespace: string,
  seen: ReadonlySet<string> | undefined,
): FoundHost[] {
  return serviceEntries.flatMap((one) => {
    const { name, namespace: place } = one.metadata;
    if (seen === undefined && !isVisible(one, namespace)) return [];
    const leadsTo = (one.spec?.endpoints ?? []).flatMap(({ address }) =>
      address === undefined || address.startsWith("unix:") ? [] : [hostName(address, place)],
    );
    return hostsOf(one)
      .filter((host) => seen === undefined || seen.has(host))
      .map((host) => ({
        host,
        foundIn: `ServiceEntry ${place}/${name}`,
        ...(leadsTo.length > 0 && { leadsTo }),
      }));
  });
}

function isInMesh({ spec: { gateways } = {} }: VirtualService): boolean {
  return gateways === undefined || gateways.length === 0 || gateways.includes("mesh");
}

/** Without `exportTo` an object is for all namespaces, unless the mesh has another default. */
function isVisible(
  { metadata, spec }: IstioObject<{ exportTo?: string[] }>,
  namespace: string,
): boolean {
  const { exportTo = [] } = spec ?? {};
  if (exportTo.length === 0 || exportTo.includes("*")) return true;
  return (
    exportTo.includes(namespace) || (exportTo.includes(".") && metadata.namespace === namespace)
  );
}

function hostsOf({ metadata, spec }: IstioObject<{ hosts?: string[] }>): string[] {
  return (spec?.hosts ?? []).map((host) =>
    host === "*" ? host : hostName(host, metadata.namespace),
  );
}

function destinationsOf({ metadata, spec = {} }: VirtualService): string[] {
  const { http = [], tcp = [], tls = [] } = spec;
  const routes = [...http, ...tcp, ...tls].flatMap(({ route = [] }) => route);
  const destinations = [
    ...routes.map(({ destination }) => destination.host),
    ...http.flatMap(({ mirror }) => mirror?.host ?? []),
    ...http.flatMap(({ mirrors = [] }) => mirrors.map(({ destination }) => destination.host)),
    ...http.flatMap(({ redirect }) => redirect?.authority ?? []),
  ];
  return destinations.map((host) => hostName(host, metadata.namespace));
}
