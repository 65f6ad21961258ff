import type { KubeConfig } from "@kubernetes/client-node";
import type { Event, Pod } from "kubernetes-types/core/v1.d.ts";
import { pathOf } from "../../cluster/listObjects.ts";
import {
  type Advice,
  isNotMade,
  podTrouble,
  refused,
  type Trouble,
} from "../../cluster/pods/podTrouble.ts";
import { getPath } from "../../cluster/request.ts";

/** What to do about the pod of a Job. The stack has its image, and nothing else of it. */
const ADVICE: Advice = {
  image: "Look at images.jobs and pullSecrets in the stack.",
  memory: "Look at the LimitRange of the namespace.",
  room: "Remove what is not needed, or add a node.",
  nodes: "Look at the nodes' taints.",
  quota: "Remove what uses it up, or raise it.",
  limitRange: "Change the LimitRange.",
  podSecurity: "Look at what changes pods in this cluster: as it is declared, it meets restricted.",
  other: "run pulumi up, which makes it",
};

/**
 * Returns what keeps the pod of a Job from running, by the pod itself and by events, or undefined if nothing is known. Who
 * may not list events is told what the pod says.
 */
export async function jobTrouble(
  kubeConfig: KubeConfig,
  { namespace, name }: { namespace: string; name: string },
  pod: Pod | undefined,
): Promise<Trouble | undefined> {
  const warnings = await warningsOf(kubeConfig, namespace, pod?.metadata?.name ?? name);
  if (pod !== undefined) return podTrouble(pod, ADVICE, warnings.filter(isNotMade));
  const failed = warnings.findLast(({ reason }) => reason === "FailedCreate");
  if (failed === undefined) return undefined;
  const message = (failed.message ?? "").replace(/^Error creating: /, "");
  // Kubernetes tries again: a quota may be free soon.
  return { who: `Job ${name}`, ...refused(message, ADVICE), wait: "short" };
}

async function warningsOf(
  kubeConfig: KubeConfig,
  namespace: string,
  object: string,
): Promise<Event[]> {
  const query = `?fieldSelector=type%3DWarning%2CinvolvedObject.name%3D${object}`;
  const path = `${pathOf({ group: "", resource: "events", namespace })}${query}`;
  const { status, text } = await getPath(kubeConfig, path);
  return status === 200 ? JSON.parse(text).items : [];
}
