import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Problem } from "../../problem.ts";
import type { AnnotatedObject } from "../../routing/composeLive.ts";
import { type DeclaredHost, ROUTE_DECLARED, readDeclared } from "../../routing/declaredHost.ts";

export const VIRTUAL_SERVICES = { group: "networking.istio.io", resource: "virtualservices" };

/** A VirtualService, as far as it is read here. */
export interface LiveVirtualService extends IVirtualService {
  metadata: AnnotatedObject["metadata"] & { resourceVersion: string; managedFields?: object[] };
}

/** Returns what a stack declares for the host of a VirtualService, or undefined if none does. */
export function declaredBy(
  virtualService: LiveVirtualService,
  problems: Problem[],
): DeclaredHost | undefined {
  const { metadata, spec } = virtualService;
  const text = metadata.annotations?.[ROUTE_DECLARED];
  const [host] = spec?.hosts ?? [];
  if (text === undefined || host === undefined) return undefined;
  return readDeclared(text, host, `VirtualService ${nameOf(virtualService)}`, problems);
}

/** Returns an object's namespace and name: `shop/payments-router`. */
export function nameOf({
  metadata: { name, namespace },
}: Pick<AnnotatedObject, "metadata">): string {
  return `${namespace}/${name}`;
}

/** Returns whether a VirtualService routes requests between Services. */
export function isInMesh({ spec }: LiveVirtualService): boolean {
  const { gateways = [] } = spec ?? {};
  return gateways.length === 0 || gateways.includes("mesh");
}
