import type { ServiceConfig } from "../../campaign/campaign.ts";

/** The label that says who makes an object. */
export const MANAGED_BY = "app.kubernetes.io/managed-by";

/** Labels of every object of a mock. */
export function mockLabels(config: ServiceConfig, resource: string): Record<string, string> {
  return {
    ...selectorLabels(resource),
    "app.kubernetes.io/name": config.name,
    ...sharedLabels(config),
  };
}

/** The one label by which Services, Deployments and budgets find the pods. */
export function selectorLabels(resource: string): Record<string, string> {
  return { app: resource };
}

/** Labels of what several services share. */
export function sharedLabels(config: ServiceConfig): Record<string, string> {
  return {
    "app.kubernetes.io/part-of": config.campaign ?? "understudy",
    [MANAGED_BY]: "understudy",
  };
}
