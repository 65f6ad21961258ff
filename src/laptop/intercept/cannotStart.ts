import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import { refused } from "../../cluster/pods/podTrouble.ts";
import { podTroubles, readPodEvents } from "../../cluster/podTroubles.ts";
import { getPath } from "../../cluster/request.ts";
import { UserError } from "../../problem.ts";
import { pathOfKind } from "./agentKinds.ts";
import { AGENT_ADVICE } from "./podAdvice.ts";

/** Between two looks, in milliseconds. */
const PAUSE = 2_000;

/** Events after which another attempt ends in the same way. */
const FINAL = /violates PodSecurity|^InspectFailed:|InvalidImageName/;

/**
 * Attempts that Kubernetes repeats, and for how many seconds they fail until that is final: a quota may be free when the pod
 * of an intercept that ends is gone, a webhook or a registry may be back, and the kubelet pulls again after 10 and 20 s.
 */
const REPEATED = { FailedCreate: 10, Failed: 20 } as const;

/**
 * Rejects when the agent's pod cannot start, with the words of the cluster's events. Never resolves.
 *
 * @throws {UserError}
 */
export async function cannotStart(
  kubeConfig: KubeConfig,
  job: Job,
  signal: AbortSignal,
): Promise<never> {
  const { namespace = "", name = "" } = job.metadata ?? {};
  const declared = [{ where: `Job ${namespace}/${name}`, object: job }];
  for (;;) {
    await setTimeout(PAUSE, undefined, { signal });
    const since = await madeAt(kubeConfig, namespace, name);
    const troubles = await readPodEvents(kubeConfig, namespace, declared, since);
    const final = troubles.filter(({ events, seconds }) =>
      events.some((event, i) => isFinal(event, seconds[i] ?? 0)),
    );
    if (final.length > 0) {
      throw new UserError(podTroubles(final).map((one) => ({ ...one, fix: fixOf(one.what) })));
    }
  }
}

/**
 * Returns whether an agent's pod will not start.
 *
 * @param event with its reason: `Failed: Failed to pull image …`
 * @param seconds for how long it has been told
 */
export function isFinal(event: string, seconds: number): boolean {
  const [reason = ""] = event.split(":");
  const limit = REPEATED[reason as keyof typeof REPEATED];
  return FINAL.test(event) || (limit !== undefined && seconds >= limit);
}

/** Returns what to do about events, or undefined if only their words say it. */
export function fixOf(events: string): string | undefined {
  if (/Failed to pull image|InvalidImageName/.test(events)) return AGENT_ADVICE.image;
  return refused(events, AGENT_ADVICE).fix;
}

/** Events stay for an hour, those of the last attempt too, and only the cluster's clock says which are older. */
async function madeAt(
  kubeConfig: KubeConfig,
  namespace: string,
  name: string,
): Promise<string | undefined> {
  const { status, text } = await getPath(kubeConfig, pathOfKind("Job", namespace, name));
  const job: Job | undefined = status === 200 ? JSON.parse(text) : undefined;
  return job?.metadata?.creationTimestamp;
}
