import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { MANAGED_BY } from "../emit/common/labels.ts";
import type { Problem } from "../problem.ts";
import { STACK_LABEL } from "../routing/annotations.ts";
import { gatewayFullName } from "../routing/completeNames.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import type { FoundVirtualService } from "./clusterState.ts";

/** A VirtualService that the campaign makes. */
export interface OwnVirtualService {
  /** Where the stack asks for it. */
  where: string;
  virtualService: IVirtualService;
  /** What to do about another one for the same host. */
  fix: string;
}

/**
 * VirtualServices of somebody else's for the same host, in the mesh or at the same gateway. Istio takes one a host in
 * the mesh, and whose is not said: the other's rules or ours would be void.
 */
export function foreignVirtualServices(
  { where, virtualService, fix }: OwnVirtualService,
  all: readonly FoundVirtualService[],
): Problem[] {
  const { name = "", namespace = "", labels = {} } = virtualService.metadata ?? {};
  const { hosts = [], gateways = [] } = virtualService.spec ?? {};
  return all
    .filter((found) => !isOurs(found, { name, namespace, labels }))
    .filter((found) => shared(gatewaysOf(found), gatewaysOf({ gateways, namespace })).length > 0)
    .flatMap((found) =>
      shared(hosts, hostsOf(found)).map((host) => ({
        where,
        what: `host ${host} has the VirtualService ${found.namespace}/${found.name} already, from ${ownerOf(found)}`,
        fix,
      })),
    );
}

/**
 * The hosts of a VirtualService by their full names, which Istio gives to those without a dot; and the Services' that are
 * named `payments.shop` or `payments.shop.svc`: who calls them so is routed by it, at port 80 and where it is the older.
 */
export function hostsOf({ hosts, namespace }: FoundVirtualService): string[] {
  return hosts.flatMap((host) => {
    const full = serviceHost(host.replace(/^([^.]+\.[^.]+)\.svc$/, "$1"), namespace) ?? host;
    return host.includes(".") && full !== host ? [host, full] : [full];
  });
}

/** The same, from an earlier run: of no other stack, where stacks put their names on it. */
function isOurs(
  found: FoundVirtualService,
  own: Pick<FoundVirtualService, "name" | "namespace" | "labels">,
): boolean {
  return (
    found.namespace === own.namespace &&
    found.name === own.name &&
    [MANAGED_BY, STACK_LABEL].every((label) => found.labels[label] === own.labels[label])
  );
}

function ownerOf({ labels }: FoundVirtualService): string {
  const stack = labels[STACK_LABEL];
  return labels[MANAGED_BY] === "understudy" && stack !== undefined
    ? `the stack ${stack}`
    : "somebody else";
}

/** No gateway is the mesh. */
function gatewaysOf({
  gateways,
  namespace,
}: Pick<FoundVirtualService, "gateways" | "namespace">): string[] {
  if (gateways.length === 0) return ["mesh"];
  return gateways.map((name) => gatewayFullName(name, namespace));
}

function shared(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((text) => others.includes(text));
}
