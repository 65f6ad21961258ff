import type { KubeConfig } from "@kubernetes/client-node";
import { listObjects } from "../../cluster/listObjects.ts";
import {
  declaredBy,
  type LiveVirtualService,
  VIRTUAL_SERVICES,
} from "../../cluster/live/liveVirtualService.ts";
import { isComposed, routing, uncomposed } from "../../cluster/live/uncomposed.ts";
import type { Problem } from "../../problem.ts";
import { servicesOfHost } from "../../routing/declaredHost.ts";

/** The VirtualServices whose routes get an entry of a host, and the header of keys there. */
export interface Leading {
  virtualServices: { namespace: string; name: string }[];
  keyHeader: string;
}

/**
 * Returns the VirtualServices that lead requests for a host by their keys. Without any, no request would come: problems say
 * why.
 */
export async function leadingTo(
  kubeConfig: KubeConfig,
  host: string,
  problems: Problem[],
): Promise<Leading | undefined> {
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, problems);
  if (all === undefined) return undefined;
  const own = uncomposed(host, all);
  const leading = all.filter((one) => {
    const declared = declaredBy(one, []);
    return declared === undefined
      ? isComposed(one) && routing(host, [one]).length > 0
      : servicesOfHost(declared).has(host);
  });
  if (leading.length === 0) {
    problems.push(...own);
    return undefined;
  }
  const header = leading.flatMap((one) => declaredBy(one, [])?.keyHeader ?? [])[0];
  return {
    virtualServices: leading.map(({ metadata: { namespace, name } }) => ({ namespace, name })),
    keyHeader: header ?? "x-preview",
  };
}
