import type { ServiceConfig } from "../../campaign/campaign.ts";

/** The label that names the tool that manages an object. */
export const MANAGED_BY = "app.kubernetes.io/managed-by";

/** Returns the labels of every object of a mock. */
export function mockLabels(config: ServiceConfig, resource: string): Record<string, string> {
  return {
    ...selectorLabels(resource),
    "app.kubernetes.io/name": config.name,
    ...sharedLabels(config),
  };
}

/** Returns the one label by which Services, Deployments and disruption budgets select the pods. */
export function selectorLabels(resource: string): Record<string, string> {
  return { app: resource };
}

/** Returns the labels of objects that several services share. */
export function sharedLabels(config: ServiceConfig): Record<string, string> {
  return {
    "app.kubernetes.io/part-of": config.campaign ?? "understudy",
    [MANAGED_BY]: "understudy",
  };
}
