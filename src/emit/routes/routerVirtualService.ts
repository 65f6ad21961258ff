import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { type Problem, UserError } from "../../problem.ts";
import { compose } from "../../routing/compose.ts";
import type { HostRouting } from "../../routing/hostRouting.ts";
import { serviceOf, shortName } from "../../routing/serviceHost.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { largeObject } from "../delays/meshLimits.ts";

/**
 * Returns the one VirtualService of a host that the stack routes, in the origin's namespace. It is exported to the same
 * namespaces as the team's.
 *
 * @throws {UserError} with everything that cannot be composed
 */
export function routerVirtualService(
  routing: HostRouting,
  stack: string,
): { virtualService: IVirtualService; warnings: Problem[] } {
  const { service, namespace } = serviceOf(routing.host);
  const { http, warnings } = compose(routing);
  const { exportTo, labels = {}, annotations = {} } = routing.beside ?? {};
  const virtualService: IVirtualService = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: {
      name: `${service}-router`,
      namespace,
      labels: { ...labels, ...stackLabels(stack) },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: { hosts: [routing.host], ...(exportTo !== undefined && { exportTo }), http },
  };
  const problems = largeObject(virtualService).map((what) => ({
    where: routing.where ?? shortName(routing.host),
    what,
    fix: "Remove route keys that nobody needs, or give the base fewer routes to the host.",
  }));
  if (problems.length > 0) throw new UserError(problems);
  return { virtualService, warnings };
}
