import type { ServiceConfig } from "../../campaign/campaign.ts";

/**
 * Returns the label `istio.io/rev`, by which a revision of Istio injects its sidecar into the pods. Returns no label
 * without Istio, with `revision: none`, and if `auto` could not be resolved (`resolved` is empty).
 */
export function revisionLabel(
  { istio: { enabled, revision } }: Pick<ServiceConfig, "istio">,
  resolved: string,
): Record<string, string> {
  if (!enabled || revision === "none") return {};
  const name = revision === "auto" ? resolved : revision;
  return name === "" ? {} : { "istio.io/rev": name };
}
