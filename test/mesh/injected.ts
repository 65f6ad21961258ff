/** Labels of a namespace whose pods get sidecars of this revision. */
export function injected(revision: string): Record<string, string> {
  return revision === "default" ? { "istio-injection": "enabled" } : { "istio.io/rev": revision };
}
