import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod, Service, ServiceSpec } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, listObjects, noRight, pathOf } from "../../cluster/listObjects.ts";
import { ownSelector } from "../../cluster/live/ledService.ts";
import {
  type LiveVirtualService,
  VIRTUAL_SERVICES,
} from "../../cluster/live/liveVirtualService.ts";
import { getPath } from "../../cluster/request.ts";
import { isPodReady } from "../../podReady.ts";
import type { Problem } from "../../problem.ts";
import type { AnnotatedObject } from "../../routing/composeLive.ts";
import { type ChosenPort, type LedPort, ledPorts, podsSpec, unledPorts } from "./ledPorts.ts";
import { type OtherKey, otherKeys } from "./otherKeys.ts";
import { routedSubsets } from "./routedSubsets.ts";
import { undoing } from "./undoing.ts";

/** How a Service is led to an agent, and what people should know before. */
export interface LedPlan {
  ports: LedPort[];
  /** Of the Service that leads to the origin's pods meanwhile. */
  pods: ServiceSpec;
  /** How many pods are ready behind the Service. */
  ready: number;
  /** Keys whose requests do not come to the Service. */
  otherKeys: OtherKey[];
  /** Who will put the Service back, and how to stop that. */
  undoing: string[];
}

/** Reads what is to know of a Service that is led to an agent. All that is in the way adds problems. */
export async function planLed(
  kubeConfig: KubeConfig,
  { namespace, service, host }: { namespace: string; service: string; host: string },
  chosen: readonly ChosenPort[],
  problems: Problem[],
): Promise<LedPlan | undefined> {
  const services = { group: "", resource: "services" };
  const { status, text } = await getPath(
    kubeConfig,
    `${pathOf({ ...services, namespace })}/${service}`,
  );
  if (status !== 200) {
    problems.push(noRight("get", { ...services, namespace }));
    return undefined;
  }
  const found: Service = JSON.parse(text);
  const selector = ownSelector(found) ?? {};
  const pods = { group: "", resource: "pods", namespace };
  const [behind = [], annotated = [], virtualServices = []] = await Promise.all([
    listObjects<Pod>(kubeConfig, pods, problems, `?${labelQuery(selector)}`),
    listObjects<AnnotatedObject>(kubeConfig, services, problems),
    listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, problems),
  ]);
  problems.push(...unledPorts(found), ...routedSubsets(host, virtualServices));
  return {
    ports: ledPorts(found.spec?.ports ?? [], chosen),
    pods: podsSpec(found, selector),
    ready: behind.filter(isPodReady).length,
    otherKeys: otherKeys(host, annotated),
    undoing: undoing(found.metadata ?? {}),
  };
}
