import type { LiveVirtualService } from "../../cluster/live/liveVirtualService.ts";
import { nameOf } from "../../cluster/live/liveVirtualService.ts";
import type { Problem } from "../../problem.ts";
import { serviceHost } from "../../routing/serviceHost.ts";

/** What all kinds of a VirtualService's routes have. */
interface Routed {
  route?: { destination: { host: string; subset?: string } }[];
}

/**
 * Returns a problem for each VirtualService that leads to a subset of a host: a subset is chosen by labels of the origin's
 * pods, which an agent's pod does not have.
 */
export function routedSubsets(host: string, all: readonly LiveVirtualService[]): Problem[] {
  return all.flatMap((one) => {
    const { http = [], tcp = [], tls = [] } = one.spec ?? {};
    const routes: Routed[] = [...http, ...tcp, ...tls];
    const subset = routes
      .flatMap(({ route = [] }) => route)
      .map(({ destination }) => destination)
      .find(
        (to) => to.subset !== undefined && serviceHost(to.host, one.metadata.namespace) === host,
      )?.subset;
    if (subset === undefined) return [];
    return [
      {
        where: `VirtualService ${nameOf(one)}`,
        what: `leads to the subset ${subset} of the Service's pods, which an agent is not in: its requests would reach nobody`,
        fix: "Take the requests of a key instead: --key.",
      },
    ];
  });
}
