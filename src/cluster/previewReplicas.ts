import type { KubeConfig, V1Deployment } from "@kubernetes/client-node";
import type { Campaign } from "../campaign/campaign.ts";
import { MANAGED_BY } from "../emit/common/labels.ts";
import { EXPIRES_LABEL, expiryTime } from "../emit/preview/previewLabels.ts";
import {
  COPY_PULL_REQUEST,
  GROUP_LABEL,
  ROUTE_KEY,
  ROUTE_WITHDRAWN,
  STACK_LABEL,
} from "../routing/annotations.ts";
import { askCluster } from "./askCluster.ts";

/** A preview replica that exists in a cluster. */
export interface FoundReplica {
  key: string;
  namespace: string;
  /** Name of the copied Deployment. */
  deployment: string;
  /** Images of its containers. */
  images: string[];
  replicas: number;
  ready: number;
  group: string;
  /** The stack that made it, or `understudy-controller`. */
  stack: string;
  /** `github.com/acme/payments#12`, if the controller made it. */
  pullRequest?: string;
  /** Times of creation and of expiry: RFC 3339 in UTC. */
  created: string;
  expires?: string;
  /** When a `preview delete` that has not ended took its routes away. */
  withdrawn?: string;
}

/**
 * Reads all preview replicas in a stack's cluster, ordered by key, namespace and name.
 *
 * @param root folder of the stack's file
 * @throws {UserError} when the cluster cannot be asked
 */
export function readPreviewReplicas(campaign: Campaign, root: string): Promise<FoundReplica[]> {
  return askCluster(campaign, root, listReplicas);
}

/** Lists all preview replicas in a cluster, ordered by key, namespace and name. */
export async function listReplicas(kubeConfig: KubeConfig): Promise<FoundReplica[]> {
  const { AppsV1Api } = await import("./kubernetesClient.ts");
  const api = kubeConfig.makeApiClient(AppsV1Api);
  const labelSelector = `${MANAGED_BY}=understudy,${ROUTE_KEY}`;
  const { items } = await api.listDeploymentForAllNamespaces({ labelSelector });
  return items.map(replicaOf).toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

function replicaOf({ metadata = {}, spec, status }: V1Deployment): FoundReplica {
  const labels = metadata.labels ?? {};
  const expires = expiryTime(labels[EXPIRES_LABEL]);
  const { [ROUTE_WITHDRAWN]: withdrawn, [COPY_PULL_REQUEST]: pullRequest } =
    metadata.annotations ?? {};
  return {
    key: labels[ROUTE_KEY] ?? "",
    namespace: metadata.namespace ?? "",
    deployment: metadata.name ?? "",
    images: (spec?.template.spec?.containers ?? []).map(({ image }) => image ?? ""),
    replicas: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    group: labels[GROUP_LABEL] ?? "",
    stack: labels[STACK_LABEL] ?? "",
    created: metadata.creationTimestamp?.toISOString() ?? "",
    ...(expires !== undefined && { expires }),
    ...(withdrawn !== undefined && { withdrawn }),
    ...(pullRequest !== undefined && { pullRequest }),
  };
}

function order({ key, namespace, deployment }: FoundReplica): string {
  return [key, namespace, deployment].join("\0");
}
