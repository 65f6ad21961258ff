import type { Namespace } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { sharedLabels } from "../common/labels.ts";
import { revisionLabel } from "../common/revisionLabel.ts";

/** Returns whether the namespace is created and removed with the mock; otherwise it exists already. */
export function ownsNamespace(config: ServiceConfig): boolean {
  return config.createNamespace && !config.adopt;
}

/** Returns the mock's namespace. Its label `istio.io/rev` makes that revision inject sidecars into its pods. */
export function mockNamespace(config: ServiceConfig, revision: string): Namespace {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: mockNames(config).namespace,
      labels: { ...sharedLabels(config), ...revisionLabel(config, revision) },
    },
  };
}

/** Returns one Namespace per name, with the labels of all Namespaces of that name: services may share one. */
export function mergeNamespaces(namespaces: Namespace[]): Namespace[] {
  const byName = new Map<string, Namespace>();
  for (const namespace of namespaces) {
    const name = namespace.metadata?.name ?? "";
    const labels = { ...byName.get(name)?.metadata?.labels, ...namespace.metadata?.labels };
    byName.set(name, { ...namespace, metadata: { ...namespace.metadata, labels } });
  }
  return [...byName.values()];
}
