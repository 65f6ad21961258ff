import type { NamespaceObjects } from "../emit/preview/pickOrigin.ts";

/** A namespace as the cluster has it. */
export interface ViewedNamespace extends NamespaceObjects {
  name: string;
  /** Whether copies may be made there. */
  isAllowed: boolean;
}

/** The label by which a namespace allows copies. */
export const ALLOWS_PREVIEWS = "understudy.dev/previews";

/** Namespaces of Kubernetes itself, where no copy is ever made. */
export function isSystem(namespace: string): boolean {
  return /^kube-(system|public|node-lease)$/.test(namespace);
}

/** Where copies may be made, if nobody names namespaces. */
export function allows(name: string, labels: Readonly<Record<string, string>> = {}): boolean {
  return labels[ALLOWS_PREVIEWS] === "true" && !isSystem(name);
}
