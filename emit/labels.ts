import type { ServiceConfig } from "../config/campaign.ts";

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
    "app.kubernetes.io/managed-by": "understudy",
  };
}
