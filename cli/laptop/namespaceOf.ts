import type { KubeConfig } from "@kubernetes/client-node";

/** Returns the namespace of a command: its own option, or the context's. */
export function namespaceOf(kubeConfig: KubeConfig, asked: string | undefined): string {
  const context = kubeConfig.getContextObject(kubeConfig.getCurrentContext());
  return asked ?? context?.namespace ?? "default";
}
