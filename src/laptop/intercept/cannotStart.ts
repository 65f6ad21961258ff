import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import { podTroubles, readPodEvents } from "../../cluster/podTroubles.ts";
import { UserError } from "../../problem.ts";

/** Between two looks, in milliseconds. */
const PAUSE = 2_000;

/** Events after which another attempt ends in the same way: a quota, Pod Security, an image that cannot be pulled. */
const FINAL = /^FailedCreate:|^Failed:|^InspectFailed:|InvalidImageName/;

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
    const troubles = await readPodEvents(kubeConfig, namespace, declared);
    const final = troubles.filter(({ events }) => events.some((event) => FINAL.test(event)));
    if (final.length > 0) throw new UserError(podTroubles(final));
  }
}
