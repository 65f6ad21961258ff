import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { didYouMean, type Problem } from "../../problem.ts";
import type { Origin } from "./origin.ts";

/** The objects of a namespace that previews can be copied from. */
export interface NamespaceObjects {
  deployments: Deployment[];
  services: Service[];
  destinationRules: IDestinationRule[];
}

/**
 * Returns the objects that a preview is copied from. If one of them does not exist, adds a problem and returns
 * undefined.
 */
export function pickOrigin(
  { deployments, services, destinationRules }: NamespaceObjects,
  preview: PreviewConfig,
  problems: Problem[],
): Origin | undefined {
  const deployment = pick("deployment", deployments, preview, problems);
  const service = pick("service", services, preview, problems);
  return deployment && service && { deployment, service, services, destinationRules };
}

function pick<T extends { metadata?: { name?: string } }>(
  kind: "deployment" | "service",
  objects: T[],
  preview: PreviewConfig,
  problems: Problem[],
): T | undefined {
  const { namespace, where = "preview", [kind]: name } = preview;
  const found = objects.find(({ metadata }) => metadata?.name === name);
  if (found !== undefined) return found;
  const names = objects.flatMap(({ metadata }) => metadata?.name ?? []);
  const what = `there is no ${kind === "service" ? "Service" : "Deployment"} ${name} in namespace ${namespace}`;
  const known = names.length === 0 ? "There are none there." : `There: ${names.join(", ")}.`;
  problems.push({ where: `${where}.${kind}`, what, fix: didYouMean(name, names) ?? known });
  return undefined;
}
