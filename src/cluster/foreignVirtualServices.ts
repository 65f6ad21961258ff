import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { StackState } from "../emit/common/stackOwner.ts";
import type { Problem } from "../problem.ts";
import { gatewayFullName } from "../routing/completeNames.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import type { FoundVirtualService } from "./clusterState.ts";
import { holderOf } from "./ownership.ts";

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
  state: StackState,
): Problem[] {
  const { name = "", namespace = "" } = virtualService.metadata ?? {};
  const { hosts = [], gateways = [] } = virtualService.spec ?? {};
  return all.flatMap((found) => {
    const holder = holderOf(found, state);
    const isSame = found.namespace === namespace && found.name === name;
    if (isSame && typeof holder === "string") return [];
    const owner = typeof holder === "string" ? "this stack" : holder.other;
    const meets = shared(gatewaysOf(found), gatewaysOf({ gateways, namespace })).length > 0;
    const both = meets ? shared(hosts, hostsOf(found)) : [];
    if (isSame && both.length === 0) {
      const what = `the VirtualService ${namespace}/${name} would be created, but exists already, owned by ${owner}`;
      return [{ where, what, fix }];
    }
    return both.map((host) => ({
      where,
      what: `host ${host} already has the VirtualService ${found.namespace}/${found.name}, owned by ${owner}`,
      fix,
    }));
  });
}

/**
 * Returns the hosts of a VirtualService with the full names that Istio gives to hosts without a dot. Services named
 * `payments.shop` or `payments.shop.svc` are added by their full names too: callers that use these names are routed by
 * it, at port 80 and if it is the older VirtualService.
 */
export function hostsOf({
  hosts,
  namespace,
}: Pick<FoundVirtualService, "hosts" | "namespace">): string[] {
  return hosts.flatMap((host) => {
    const full = serviceHost(host.replace(/^([^.]+\.[^.]+)\.svc$/, "$1"), namespace) ?? host;
    return host.includes(".") && full !== host ? [host, full] : [full];
  });
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
