import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects, noRight, pathOf } from "../../cluster/listObjects.ts";
import {
  type AskService,
  changeService,
  givingBack,
  LEADING_MANAGER,
  type LedAgent,
  leadChange,
  ServiceRefused,
} from "../../cluster/live/ledService.ts";
import { getPath, patchPath } from "../../cluster/request.ts";
import { isPodReady } from "../../podReady.ts";
import { type Problem, UserError } from "../../problem.ts";

/** A Service that leads to an agent, or will. */
export interface LedPlace {
  namespace: string;
  service: string;
}

const SERVICES = { group: "", resource: "services" };

/** Between two looks, and how long an agent may need to be ready, in milliseconds. */
const PAUSE = 250;
const READY_LIMIT = 150_000;

/**
 * Leads a Service to an agent, once the agent's pod is ready.
 *
 * @throws {UserError} when the pod does not become ready, or the cluster refuses the change
 */
export async function leadService(
  kubeConfig: KubeConfig,
  place: LedPlace,
  agent: LedAgent,
): Promise<void> {
  await podReady(kubeConfig, place.namespace, agent);
  await change(place, () =>
    changeService(asking(kubeConfig, place), (service) => leadChange(service, agent)),
  );
}

/**
 * Leads a Service to its own pods again, or to the other agents that share it.
 *
 * @returns whether it led to the agent
 * @throws {UserError} when the cluster refuses the change
 */
export function giveServiceBack(
  kubeConfig: KubeConfig,
  place: LedPlace,
  agent: string,
): Promise<boolean> {
  return change(place, () =>
    changeService(asking(kubeConfig, place), (service) => givingBack(service, agent)),
  );
}

async function podReady(
  kubeConfig: KubeConfig,
  namespace: string,
  { agent, to }: LedAgent,
): Promise<void> {
  const kind = { group: "", resource: "pods", namespace };
  const end = performance.now() + READY_LIMIT;
  while (performance.now() < end) {
    const problems: Problem[] = [];
    const pods = await listObjects<Pod>(kubeConfig, kind, problems, `?${labelQuery(to)}`);
    if (pods === undefined) throw new UserError(problems);
    const isThere = (pod: Pod) => isPodReady(pod) && pod.metadata?.deletionTimestamp === undefined;
    if (pods.some(isThere)) return;
    await setTimeout(PAUSE);
  }
  const what = "its pod has not become ready, so that no Service can lead to it";
  throw new UserError([{ where: `Job ${namespace}/${agent}`, what }]);
}

async function change<T>({ namespace, service }: LedPlace, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ServiceRefused)) throw error;
    const isRight = error.status === 401 || error.status === 403;
    throw new UserError([
      isRight
        ? noRight("patch", { ...SERVICES, namespace })
        : { where: `Service ${namespace}/${service}`, what: error.message },
    ]);
  }
}

function asking(kubeConfig: KubeConfig, { namespace, service }: LedPlace): AskService {
  const path = `${pathOf({ ...SERVICES, namespace })}/${service}`;
  return async (change) => {
    const { status, text } = await (change === undefined
      ? getPath(kubeConfig, path)
      : patchPath(kubeConfig, `${path}?fieldManager=${LEADING_MANAGER}`, change));
    return { status, service: status === 200 ? JSON.parse(text) : undefined };
  };
}
