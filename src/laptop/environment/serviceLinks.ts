import type { Service, ServicePort } from "kubernetes-types/core/v1.d.ts";

/**
 * Returns the variables that tell a container of Services, as Docker's links did: `PAYMENTS_SERVICE_HOST`,
 * `PAYMENTS_PORT_80_TCP_ADDR` and others.
 *
 * @param services of any namespaces; those without a cluster IP have no variables
 * @param enabled the pod's `enableServiceLinks`; without it only `default/kubernetes` has variables
 */
export function serviceLinks(
  services: readonly Service[],
  namespace: string,
  enabled: boolean,
): Map<string, string> {
  const linked = services.filter(
    ({ metadata, spec }) =>
      !["", "None", undefined].includes(spec?.clusterIP) &&
      (isKubernetes(metadata) || (enabled && metadata?.namespace === namespace)),
  );
  // The kubelet has one Service a name: `default/kubernetes` takes the place of a namespace's own one.
  const byName = new Map(
    linked
      .sort((a, b) => Number(isKubernetes(a.metadata)) - Number(isKubernetes(b.metadata)))
      .map((service) => [service.metadata?.name, service]),
  );
  return new Map([...byName.values()].flatMap(linksOf));
}

function isKubernetes(metadata: Service["metadata"]): boolean {
  return metadata?.namespace === "default" && metadata.name === "kubernetes";
}

function linksOf({ metadata, spec }: Service): [string, string][] {
  const prefix = variableName(metadata?.name ?? "");
  const address = spec?.clusterIP ?? "";
  const ports = spec?.ports ?? [];
  const [first] = ports;
  if (first === undefined) return [];
  return [
    [`${prefix}_SERVICE_HOST`, address],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...ports.flatMap(({ name = "", port }): [string, string][] =>
      name === "" ? [] : [[`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port)]],
    ),
    [`${prefix}_PORT`, urlOf(first, address)],
    ...ports.flatMap((port) => portLinks(`${prefix}_PORT`, port, address)),
  ];
}

function portLinks(prefix: string, port: ServicePort, address: string): [string, string][] {
  const protocol = port.protocol ?? "TCP";
  const name = `${prefix}_${port.port}_${protocol.toUpperCase()}`;
  return [
    [name, urlOf(port, address)],
    [`${name}_PROTO`, protocol.toLowerCase()],
    [`${name}_PORT`, String(port.port)],
    [`${name}_ADDR`, address],
  ];
}

function urlOf({ protocol = "TCP", port }: ServicePort, address: string): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `${protocol.toLowerCase()}://${host}:${port}`;
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
