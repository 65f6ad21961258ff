import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { isoSeconds } from "../../isoSeconds.ts";
import { GROUP_LABEL, ROUTE_KEY, STACK_LABEL } from "../../routing/annotations.ts";
import type { Labels } from "../common/labelSelector.ts";
import { MANAGED_BY } from "../common/labels.ts";

/** The label by which only a copy's Deployment and Service select its pods. */
export const REPLICA_LABEL = "understudy.dev/replica";

/** The label with the time from which a preview may be removed. */
export const EXPIRES_LABEL = "understudy.dev/expires";

/** Returns the labels of everything that belongs to one preview. */
export function previewLabels({ key, group }: PreviewConfig, stack: string): Labels {
  // The order matters: a setup Job's name is a hash of its content, which includes these labels.
  return {
    [MANAGED_BY]: "understudy",
    [ROUTE_KEY]: key,
    [GROUP_LABEL]: group,
    [STACK_LABEL]: stack,
  };
}

/**
 * Returns the label with the time from which the preview may be removed: `20261127T100000Z`, since labels do not allow
 * colons. Its pods do not have it, so that they are not replaced when the date changes.
 */
export function expiryLabel({ expires }: PreviewConfig): Labels {
  if (expires === undefined) return {};
  return { [EXPIRES_LABEL]: expiryText(Date.parse(expires)) };
}

/** Returns a time as that label has it; these texts sort by time. */
export function expiryText(time: number): string {
  return isoSeconds(time).replace(/[-:]/g, "");
}

/** Returns the time in such a text, `2026-11-27T10:00:00Z`, or undefined if it has none. */
export function expiryTime(label: string | undefined): string | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(label ?? "") ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return second === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
