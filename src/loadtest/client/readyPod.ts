import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod, Service } from "kubernetes-types/core/v1.d.ts";
import { labelQuery, pathOf } from "../../cluster/listObjects.ts";
import { getPath } from "../../cluster/request.ts";
import type { PodPort } from "../../cluster/tunnel/openTunnel.ts";
import { isPodReady } from "../../podReady.ts";

/** A port of a Service. */
export interface ServicePort {
  namespace: string;
  service: string;
  port: number;
}

/** Behind the Service nobody answers now. The message says why, for people. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/**
 * Returns the port of a pod that is Ready now and that the Service leads to.
 *
 * @throws {Unreachable} when there is none
 */
export async function readyPod(kubeConfig: KubeConfig, target: ServicePort): Promise<PodPort> {
  const { namespace, service: name, port } = target;
  const service = await read<Service>(kubeConfig, namespace, "services", `/${name}`);
  if (service === undefined) throw new Unreachable(`there is no Service ${namespace}/${name}`);
  const query = `?${labelQuery(service.spec?.selector ?? {})}`;
  const pods = (await read<{ items: Pod[] }>(kubeConfig, namespace, "pods", query))?.items ?? [];
  const ready = pods.filter(isReady).toSorted(byAge).at(-1);
  if (ready === undefined) throw new Unreachable(notReady(target, pods));
  const asked = service.spec?.ports?.find((one) => one.port === port)?.targetPort ?? port;
  return { namespace, pod: ready.metadata?.name ?? "", port: portIn(ready, asked) };
}

function isReady(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp === undefined && isPodReady(pod);
}

/** The newest one last: while a pod is replaced, the old one leaves. */
function byAge(a: Pod, b: Pod): number {
  return (a.metadata?.creationTimestamp ?? "") < (b.metadata?.creationTimestamp ?? "") ? -1 : 1;
}

function portIn({ spec }: Pod, port: number | string): number {
  if (typeof port === "number") return port;
  const ports = (spec?.containers ?? []).flatMap(({ ports = [] }) => ports);
  return ports.find(({ name }) => name === port)?.containerPort ?? Number(port);
}

function notReady({ namespace, service }: ServicePort, pods: readonly Pod[]): string {
  if (pods.length === 0) return `no pod is behind Service ${namespace}/${service}`;
  const states = pods.map(({ metadata, status }) => {
    const waiting = status?.containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting;
    const isLeaving = metadata?.deletionTimestamp !== undefined;
    const state = isLeaving ? "is being removed" : (waiting?.reason ?? status?.phase ?? "is new");
    return `${metadata?.name} ${state}`;
  });
  return `no pod behind Service ${namespace}/${service} is Ready: ${states.join(", ")}`;
}

async function read<T>(
  kubeConfig: KubeConfig,
  namespace: string,
  resource: string,
  rest: string,
): Promise<T | undefined> {
  const path = `${pathOf({ group: "", resource, namespace })}${rest}`;
  const { status, text } = await getPath(kubeConfig, path);
  if (status === 404) return undefined;
  if (status === 200) return JSON.parse(text);
  if (status !== 403) throw new Unreachable(`the API server answered with status ${status}`);
  throw new Unreachable(`you may not read ${resource} in namespace ${namespace}`);
}
