import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { GROUP_LABEL, ROUTE_KEY, STACK_LABEL } from "../../routing/annotations.ts";
import type { Labels } from "../common/labelSelector.ts";
import { MANAGED_BY } from "../common/labels.ts";

/** By which a copy's Deployment and Service find its pods, and nothing else does. */
export const REPLICA_LABEL = "understudy.dev/replica";

/** The label that says when a preview may be removed. */
export const EXPIRES_LABEL = "understudy.dev/expires";

/** Labels of everything that belongs to one preview. */
export function previewLabels({ key, group }: PreviewConfig, stack: string): Labels {
  // In this order: a setup Job's name is a hash of its content, and these are in it.
  return {
    [MANAGED_BY]: "understudy",
    [ROUTE_KEY]: key,
    [GROUP_LABEL]: group,
    [STACK_LABEL]: stack,
  };
}

/**
 * When the preview may be removed, as a label of its objects: `20261127T100000Z`, since labels take no colons. Its pods do
 * not have it, so that they stay when the date changes.
 */
export function expiryLabel({ expires }: PreviewConfig): Labels {
  if (expires === undefined) return {};
  const inUtc = new Date(expires).toISOString();
  return { [EXPIRES_LABEL]: inUtc.replace(/[-:]|\.\d+/g, "") };
}
