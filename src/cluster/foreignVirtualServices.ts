import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { MANAGED_BY } from "../emit/common/labels.ts";
import type { Problem } from "../problem.ts";
import { STACK_LABEL } from "../routing/annotations.ts";
import { gatewayFullName } from "../routing/completeNames.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import type { FoundVirtualService } from "./clusterState.ts";

/** A VirtualService that the campaign declares. */
export interface OwnVirtualService {
  /** The place in the stack that asks for it. */
  where: string;
  virtualService: IVirtualService;
  /** What to do about another VirtualService for the same host. */
  fix: string;
}

/**
 * Returns a problem for each VirtualService of another owner that has the same host, in the mesh or at the same
 * gateway. In the mesh, Istio uses one VirtualService per host and does not define which: either the other's rules or
 * ours would have no effect.
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
        what: `host ${host} already has the VirtualService ${found.namespace}/${found.name}, owned by ${ownerOf(found)}`,
        fix,
      })),
    );
}

/**
 * Returns the hosts of a VirtualService with the full names that Istio gives to hosts without a dot. Services named
 * `payments.shop` or `payments.shop.svc` are added by their full names too: callers that use these names are routed by
 * it, at port 80 and if it is the older VirtualService.
 */
export function hostsOf({ hosts, namespace }: FoundVirtualService): string[] {
  return hosts.flatMap((host) => {
    const full = serviceHost(host.replace(/^([^.]+\.[^.]+)\.svc$/, "$1"), namespace) ?? host;
    return host.includes(".") && full !== host ? [host, full] : [full];
  });
}

/**
 * Returns whether it is the same VirtualService from an earlier run. If it carries a stack's name, it must be the same
 * stack.
 */
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

/** A VirtualService without gateways belongs to the mesh. */
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
