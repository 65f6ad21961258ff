import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.d.ts";
import type { ConfigMap, ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.d.ts";
import type { MockPods } from "../../campaign/mockPods.ts";
import type { Problem } from "../../problem.ts";
import { sizeProblems } from "./configMap.ts";
import { type ConfigMaps, podConfigMaps } from "./configMaps.ts";
import { mockDeployment } from "./deployment.ts";
import { type Document, layOut } from "./documents.ts";
import { mockHorizontalPodAutoscaler } from "./horizontalPodAutoscaler.ts";
import { mockPodDisruptionBudget } from "./podDisruptionBudget.ts";
import { prismEngine } from "./prism.ts";
import { mockServiceAccount } from "./serviceAccount.ts";
import { understudyEngine } from "./understudyEngine.ts";

/** What a mock's objects are made from, in addition to the mock. */
export interface MockContext {
  /** What `istio.revision: auto` resolved to in this cluster, or empty if unknown. */
  revision: string;
  /**
   * Returns the bundled server. Without it the server's and the mock's ConfigMaps are left out, which is enough for
   * checks.
   */
  engineBundle?: () => string;
  /** The documents that Prism reads (`readDocuments`). Only the engine `prism` needs them. */
  documents?: Document[];
}

/**
 * The objects of a Deployment's pods. Texts that are known only later are slots: `image` (Deployment, delivery
 * `image`), and the names `serviceAccount` and `<key>ConfigMap` for each ConfigMap. ConfigMaps have no names here: new
 * content gets a new name, so that the pods are replaced.
 */
export interface PodObjects {
  /** All mocks of a stack in a namespace share it. */
  serviceAccount: ServiceAccount;
  configMaps: ConfigMaps;
  deployment: Deployment;
  horizontalPodAutoscaler?: HorizontalPodAutoscaler;
  podDisruptionBudget?: PodDisruptionBudget;
}

/** Pods that several mocks share, and the objects that are declared for them. */
export interface PlannedPods extends MockPods {
  objects: PodObjects;
  /** ConfigMaps that are too large. */
  problems: Problem[];
}

/** Returns the objects of one mock's pods, or of those that several mocks share. */
export function podObjects(pods: MockPods, context: MockContext): PlannedPods {
  const { config } = pods;
  const documents = layOut(context.documents ?? []);
  const configMaps = podConfigMaps(pods, context.engineBundle, documents);
  const engine =
    config.engine === "prism"
      ? prismEngine(config, documents)
      : understudyEngine(pods, Object.keys(configMaps));
  const horizontalPodAutoscaler = mockHorizontalPodAutoscaler(config);
  const podDisruptionBudget = mockPodDisruptionBudget(config);
  return {
    ...pods,
    objects: {
      serviceAccount: mockServiceAccount(config),
      configMaps,
      deployment: mockDeployment(config, engine, context.revision),
      ...(horizontalPodAutoscaler === undefined ? {} : { horizontalPodAutoscaler }),
      ...(podDisruptionBudget === undefined ? {} : { podDisruptionBudget }),
    },
    problems: Object.values(configMaps).flatMap((configMap: ConfigMap) =>
      sizeProblems(config, configMap),
    ),
  };
}
