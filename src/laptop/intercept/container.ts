import type { PodTemplateSpec, ServicePort } from "kubernetes-types/core/v1.d.ts";

/** The annotation by which a pod says which container people mean. */
const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

/** Returns the name of the container that people mean where they name none: the annotated one, or the first. */
export function meantContainer({ metadata, spec }: PodTemplateSpec): string {
  return metadata?.annotations?.[DEFAULT_CONTAINER] ?? spec?.containers[0]?.name ?? "";
}

/** Returns the name of the container that a Service's port leads to, or the meant one if none says that it listens there. */
export function containerBehind(pod: PodTemplateSpec, { port, targetPort }: ServicePort): string {
  const target = targetPort ?? port;
  const leads = pod.spec?.containers.find(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => name === target || containerPort === target),
  );
  return leads?.name ?? meantContainer(pod);
}
