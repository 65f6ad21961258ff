import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import { distinct, type Problem } from "../problem.ts";
import type { Declared } from "./declaredObjects.ts";
import type { FoundObject } from "./foundObjects.ts";
import { dryRunCreate } from "./request.ts";

/** A pod as a Deployment would make it. */
export interface DeclaredPod {
  /** The place in the stack that asks for it. */
  where: string;
  namespace: string;
  deployment: string;
  pod: Pod;
}

/** A pod that its namespace does not take. */
export interface RefusedPod {
  where: string;
  namespace: string;
  deployment: string;
  /** The API server's words, such as `violates PodSecurity "restricted:latest": …`. */
  reason: string;
}

/**
 * Returns a pod of each Deployment that a stack makes. Its account may not exist yet, and its image's name may be known
 * only later: others stand for them.
 */
export function declaredPods(declared: readonly Declared[]): DeclaredPod[] {
  return declared.flatMap(({ where, object }) => {
    if (!isDeployment(object)) return [];
    const { name = "", namespace = "" } = object.metadata ?? {};
    const { metadata, spec } = object.spec?.template ?? {};
    if (spec === undefined) return [];
    const { serviceAccountName: _, serviceAccount: __, ...pod } = spec;
    const containers = pod.containers.map((container) => ({
      ...container,
      ...(container.image?.includes("${") && { image: "image-not-known-yet" }),
    }));
    const own = { ...metadata, generateName: `${name}-`, namespace };
    return [
      {
        where,
        namespace,
        deployment: name,
        pod: { apiVersion: "v1", kind: "Pod", metadata: own, spec: { ...pod, containers } },
      },
    ];
  });
}

function isDeployment(object: KubernetesObject): object is Deployment {
  return object.kind === "Deployment";
}

/** How many pods are asked for at once, so that a stack of hundreds does not flood the API server and its webhooks. */
const AT_ONCE = 10;

/**
 * Asks each pod's namespace whether it takes the pod, with the sidecar that Istio injects: Pod Security Standards, quotas,
 * limit ranges, priority classes. The API server creates nothing (`dryRun`). Pods that differ only in their service's
 * name are asked for once. Namespaces that do not exist yet refuse nothing, and neither do those where the user may not
 * create pods.
 */
export async function dryRunPods(
  kubeConfig: KubeConfig,
  pods: readonly DeclaredPod[],
): Promise<RefusedPod[]> {
  const alike = [...Map.groupBy(pods, withoutName).values()];
  const refused: RefusedPod[] = [];
  for (let i = 0; i < alike.length; i += AT_ONCE) {
    const asked = alike.slice(i, i + AT_ONCE).map((group) => dryRun(kubeConfig, group));
    refused.push(...(await Promise.all(asked)).flat());
  }
  return refused;
}

/** A pod without what tells it from those of other services: the API server's rules are about the rest. */
function withoutName({ namespace, deployment, pod: { metadata, spec } }: DeclaredPod): string {
  const { "app.kubernetes.io/name": _, ...labels } = metadata?.labels ?? {};
  return JSON.stringify([namespace, labels, metadata?.annotations, spec]).replaceAll(
    deployment,
    "",
  );
}

/** @param alike pods of which the first is asked for */
async function dryRun(
  kubeConfig: KubeConfig,
  alike: readonly DeclaredPod[],
): Promise<RefusedPod[]> {
  const [first] = alike;
  if (first === undefined) return [];
  const path = `/api/v1/namespaces/${first.namespace}/pods`;
  const { status, text } = await dryRunCreate(kubeConfig, path, first.pod);
  const reason = status === 403 || status === 422 ? refusalOf(text) : undefined;
  return reason === undefined ? [] : alike.map(({ pod: _, ...place }) => ({ ...place, reason }));
}

/** Returns what the namespace objects to, or undefined if it is only that the user may not create pods. */
function refusalOf(text: string): string | undefined {
  const { message = "" }: { message?: string } = JSON.parse(text);
  if (/cannot create resource|being terminated/.test(message)) return undefined;
  return message.replace(/^pods? "[^"]*" is (forbidden|invalid): /i, "").replace(/\.$/, "");
}

/**
 * Returns a problem for each reason to refuse pods. Without it, Pulumi waits its whole timeout for pods that never come.
 *
 * @param found the objects that exist: the pods of a Deployment among them are in their namespace's quota already
 */
export function refusedPods(
  refused: readonly RefusedPod[],
  found: readonly FoundObject[],
): Problem[] {
  const isCounted = ({ namespace, deployment }: RefusedPod) =>
    found.some(
      ({ kind, metadata }) =>
        kind === "Deployment" && metadata.namespace === namespace && metadata.name === deployment,
    );
  return distinct(
    refused
      .filter((one) => !(/exceeded quota/.test(one.reason) && isCounted(one)))
      .map(({ where, namespace, reason }) => ({
        where,
        what: `namespace ${namespace} refuses the pods: ${reason}`,
        fix: fixOf(reason),
      })),
  );
}

function fixOf(reason: string): string {
  if (/violates PodSecurity.*istio-/s.test(reason)) {
    return "Istio's init container needs rights that this standard forbids: install Istio's CNI plugin, write sidecar: none and let the mock make the delays (latency.inject: mock), or use another namespace.";
  }
  if (/quota|maximum|minimum|limits?\b/i.test(reason)) {
    return "Write smaller resources, sidecar.limits and sidecar.requests; or ask for a larger quota.";
  }
  return "Change the stack or the namespace's rules.";
}
