import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { ObjectMeta } from "kubernetes-types/meta/v1.d.ts";
import type { Labels } from "../common/labelSelector.ts";
import { objectLabels, withoutTools } from "./gitOps.ts";

/** How a copy differs from its Deployment. */
export interface DeploymentChanges {
  name: string;
  namespace: string;
  replicas: number;
  /** Labels of the Deployment itself, beside those of the origin. */
  labels: Labels;
  /** All labels of its pods. */
  podLabels: Labels;
  /** Those of them by which it finds them. */
  selector: Labels;
  pod: PodSpec;
}

/**
 * The copied Deployment. What the cluster and the tools that made the origin wrote into it is left out, and so is
 * `paused`, with which no pod would start.
 */
export function previewDeployment(origin: Deployment, changes: DeploymentChanges): Deployment {
  const { name, namespace, replicas, labels, podLabels, selector, pod } = changes;
  const { paused: _, ...spec } = origin.spec ?? {};
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace,
      labels: { ...objectLabels(origin.metadata?.labels), ...labels },
      ...keptAnnotations(origin.metadata),
    },
    spec: {
      ...spec,
      replicas,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: podLabels, ...keptAnnotations(origin.spec?.template.metadata) },
        spec: pod,
      },
    },
  };
}

function keptAnnotations(metadata: ObjectMeta | undefined): Pick<ObjectMeta, "annotations"> {
  const annotations = withoutTools(metadata?.annotations);
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}
