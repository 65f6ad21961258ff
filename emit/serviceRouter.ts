import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Problem } from "../problem.ts";
import { STACK_LABEL } from "../routing/annotations.ts";
import { compose } from "../routing/compose.ts";
import type { HostRouting } from "../routing/hostRouting.ts";
import { serviceOf } from "../routing/serviceHost.ts";

/**
 * The one VirtualService of a host that the stack routes, in the origin's namespace.
 * @throws {UserError} with everything that cannot be composed
 */
export function serviceRouterVirtualService(
  routing: HostRouting,
  stack: string,
): { virtualService: IVirtualService; warnings: Problem[] } {
  const { service, namespace } = serviceOf(routing.host);
  const { http, warnings } = compose(routing);
  const virtualService: IVirtualService = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: {
      name: `${service}-router`,
      namespace,
      labels: { "app.kubernetes.io/managed-by": "understudy", [STACK_LABEL]: stack },
    },
    spec: { hosts: [routing.host], http },
  };
  return { virtualService, warnings };
}
