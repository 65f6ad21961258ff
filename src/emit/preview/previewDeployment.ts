import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { ObjectMeta } from "kubernetes-types/meta/v1.d.ts";
import type { Labels } from "../common/labelSelector.ts";
import { objectLabels, withoutTools } from "./gitOps.ts";

/** The differences between a copy and its Deployment. */
export interface DeploymentChanges {
  name: string;
  namespace: string;
  replicas: number;
  /** Labels of the Deployment itself, in addition to the origin's. */
  labels: Labels;
  /** All labels of its pods. */
  podLabels: Labels;
  /** The labels of its pods by which it selects them. */
  selector: Labels;
  pod: PodSpec;
}

/**
 * Returns the copied Deployment, without what the cluster and the origin's tools wrote into it. `paused` is dropped
 * too: with it no pod would start.
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
