import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { PreviewConfig } from "../../src/campaign/routingConfig.ts";
import type { Origin } from "../../src/emit/preview/origin.ts";
import { UserError } from "../../src/problem.ts";

/** A preview with every default, as in a stack with only service, namespace and key. */
export const PREVIEW: PreviewConfig = {
  where: "Pulumi.pr-12.yaml: previews[0]",
  key: "pr-12",
  service: "payments",
  namespace: "shop",
  deployment: "payments",
  suffix: "pr-12",
  routeTo: "service",
  env: {},
  replicas: 1,
  configMaps: {},
  secrets: {},
  group: "pr-12",
};

/** Labels that everything of the preview has. */
export const OWN_LABELS = {
  "app.kubernetes.io/managed-by": "understudy",
  "understudy.dev/route-key": "pr-12",
  "understudy.dev/group": "pr-12",
  "understudy.dev/stack": "pr-12",
};

export const DEPLOYMENT: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "payments", namespace: "shop", labels: { app: "payments" } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "payments", version: "v1" } },
    template: {
      metadata: { labels: { app: "payments", version: "v1", team: "money" } },
      spec: { containers: [{ name: "app", image: "payments:1" }] },
    },
  },
};

export const SERVICE: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "payments", namespace: "shop", labels: { app: "payments" } },
  spec: {
    type: "ClusterIP",
    clusterIP: "10.0.0.7",
    selector: { app: "payments" },
    ports: [{ name: "http", port: 80, targetPort: "http" }],
  },
};

/** The team's own DestinationRule, which has a subset for requests without a key. */
export const RULE: IDestinationRule = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "payments", namespace: "shop" },
  spec: { host: "payments", subsets: [{ name: "stable", labels: { version: "v1" } }] },
};

/** A Service like those of teams with Istio: it selects by `app`, its Deployment by `app` and `version`. */
export const ORIGIN: Origin = {
  deployment: DEPLOYMENT,
  service: SERVICE,
  services: [SERVICE],
  destinationRules: [RULE],
};

/** An origin whose one port has two names, and a Service that finds it by both of them. */
export const TWO_NAMES: Origin = {
  ...ORIGIN,
  deployment: {
    ...DEPLOYMENT,
    spec: {
      selector: { matchLabels: { app: "payments", version: "v1" } },
      template: {
        metadata: { labels: { app: "payments", version: "v1" } },
        spec: {
          containers: [
            {
              name: "app",
              ports: [
                { name: "http", containerPort: 8080, hostPort: 1080 },
                { name: "admin", containerPort: 8080, hostPort: 1081 },
              ],
            },
          ],
        },
      },
    },
  },
  service: {
    ...SERVICE,
    spec: {
      selector: { app: "payments" },
      ports: [
        { name: "http", port: 80, targetPort: "http" },
        { name: "http-admin", port: 9000, targetPort: "admin" },
        { name: "gone", port: 9001, targetPort: "gone" },
      ],
    },
  },
};

/** Another Service of the namespace. */
export function serviceOf(name: string, selector: Record<string, string>): Service {
  return { metadata: { name, namespace: "shop" }, spec: { selector } };
}

/** Returns the problems that a function throws; none if it throws nothing. */
export function problemsOf(run: () => unknown) {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}
