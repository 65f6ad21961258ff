import type {
  Container,
  ContainerPort,
  PodSpec,
  Probe,
  ServicePort,
} from "kubernetes-types/core/v1.d.ts";

// A copy may lack a port's name that its origin has (`uniqueKeys.ts`). What refers to that name gets the number.

/** Returns the container with numbers in the place of names that only the former ports have. */
export function numberPorts(container: Container, former: readonly ContainerPort[]): Container {
  const names = new Set((container.ports ?? []).map(({ name }) => name));
  const numbers = new Map(
    former.flatMap(({ name, containerPort }) =>
      name === undefined || names.has(name) ? [] : [[name, containerPort] as const],
    ),
  );
  if (numbers.size === 0) return container;
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const { preStop, postStart } = lifecycle ?? {};
  const numbered = <T extends Handler>(handler: T): T => numberHandler(handler, numbers);
  return {
    ...container,
    ...(livenessProbe && { livenessProbe: numbered(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: numbered(readinessProbe) }),
    ...(startupProbe && { startupProbe: numbered(startupProbe) }),
    ...(lifecycle && {
      lifecycle: {
        ...lifecycle,
        ...(preStop && { preStop: numbered(preStop) }),
        ...(postStart && { postStart: numbered(postStart) }),
      },
    }),
  };
}

type Handler = Pick<Probe, "httpGet" | "tcpSocket">;

function numberHandler<T extends Handler>(handler: T, numbers: ReadonlyMap<string, number>): T {
  const { httpGet, tcpSocket } = handler;
  const numbered = <P extends { port: string | number }>(action: P): P => ({
    ...action,
    port: numbers.get(String(action.port)) ?? action.port,
  });
  return {
    ...handler,
    ...(httpGet && { httpGet: numbered(httpGet) }),
    ...(tcpSocket && { tcpSocket: numbered(tcpSocket) }),
  };
}

/**
 * Returns the number that a Service's port has in the origin's pods, if it names a port that the copy's pods do not have
 * under this name.
 */
export function lostTarget(port: ServicePort, origin: PodSpec, copy: PodSpec): number | undefined {
  const number = targetNumber(port, origin);
  return number === targetNumber(port, copy) ? undefined : number;
}

/** Finds a port by its name, as Kubernetes does: `FindPort` in kubernetes' pkg/api/v1/pod/util.go. */
function targetNumber({ targetPort, protocol = "TCP" }: ServicePort, pod: PodSpec) {
  const containers = [...pod.containers, ...(pod.initContainers ?? []).filter(staysAlive)];
  return containers
    .flatMap(({ ports = [] }) => ports)
    .find((port) => port.name === targetPort && (port.protocol ?? "TCP") === protocol)
    ?.containerPort;
}

/** A sidecar of Kubernetes' own kind. The package with its types does not know it. */
function staysAlive(container: Container & { restartPolicy?: string }): boolean {
  return container.restartPolicy === "Always";
}
