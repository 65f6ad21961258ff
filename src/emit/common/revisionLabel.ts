import type { ServiceConfig } from "../../campaign/campaign.ts";

/**
 * The label `istio.io/rev` that has the pods injected by a revision, as labels to spread; nothing without Istio,
 * with `revision: none`, or where `auto` could not be resolved (`resolved` empty).
 */
export function revisionLabel(config: ServiceConfig, resolved: string): Record<string, string> {
  const { enabled, revision } = config.istio;
  if (!enabled || revision === "none") return {};
  const name = revision === "auto" ? resolved : revision;
  return name === "" ? {} : { "istio.io/rev": name };
}
