import type { ResourceKind } from "../../cluster/listObjects.ts";
import { pathOf } from "../../cluster/listObjects.ts";
import type { Kind } from "../copies.ts";

const RESOURCES: Record<Kind, Pick<ResourceKind, "group" | "resource">> = {
  Deployment: { group: "apps", resource: "deployments" },
  DestinationRule: { group: "networking.istio.io", resource: "destinationrules" },
  Service: { group: "", resource: "services" },
};

/** Returns the path of an object. */
export function objectPath(kind: string, namespace: string, name: string): string {
  return `${pathOf({ ...RESOURCES[kind as Kind], namespace })}/${name}`;
}
