import { previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import type { KeyedEntry } from "../../routing/entry.ts";

/** Returns where requests with the preview's key go. Needs no cluster. */
export function previewEntry(config: PreviewConfig): KeyedEntry {
  const { originHost, host, deployment } = previewNames(config);
  return {
    origin: originHost,
    key: config.key,
    destination:
      config.routeTo === "service" ? { host } : { host: originHost, subset: subsetName(config) },
    from: config.where ?? `preview ${deployment}`,
  };
}

/** Returns the name of the subset of the origin's Service that has the copy's pods. */
export function subsetName(config: PreviewConfig): string {
  return config.key;
}
