import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { type Problem, UserError } from "../../problem.ts";
import { compose } from "../../routing/compose.ts";
import { declaredText } from "../../routing/declaredHost.ts";
import type { Entry } from "../../routing/entry.ts";
import type { HostRouting } from "../../routing/hostRouting.ts";
import { serviceOf, shortName } from "../../routing/serviceHost.ts";
import { LARGEST_ANNOTATIONS } from "../common/largestAnnotations.ts";
import { stackLabels } from "../common/stackLabels.ts";
import { largeObject } from "../delays/meshLimits.ts";

/** The VirtualService of a routed host. */
export interface RouterObjects {
  virtualService: IVirtualService;
  /** What the stack declares for the host, for the annotation `ROUTE_DECLARED`. */
  declared: string;
  warnings: Problem[];
}

/**
 * Returns the one VirtualService of a host that the stack routes, in the origin's namespace. It is exported to the same
 * namespaces as the team's.
 *
 * @param written the entries that the stack writes itself, of any hosts
 * @throws {UserError} with everything that cannot be composed
 */
export function routerVirtualService(
  routing: HostRouting,
  stack: string,
  written: readonly Entry[] = [],
): RouterObjects {
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
  const declared = declaredText(routing, written);
  const problems = [...largeObject(virtualService), ...largeBase(declared)].map((what) => ({
    where: routing.where ?? shortName(routing.host),
    what,
    fix: "Remove route keys that nobody needs, or give the base fewer routes to the host.",
  }));
  if (problems.length > 0) throw new UserError(problems);
  return { virtualService, declared, warnings };
}

/** Returns a message if what is declared does not fit into an annotation. */
function largeBase(declared: string): string[] {
  const bytes = Buffer.byteLength(declared);
  // Other annotations of an object have less than a KiB.
  const most = LARGEST_ANNOTATIONS - 1024;
  if (bytes <= most) return [];
  return [
    `expected a base and entries of at most ${Math.floor(most / 1024)} KiB as JSON, received ${Math.ceil(bytes / 1024)} KiB`,
  ];
}
