import type { Service, ServicePort, ServiceSpec } from "kubernetes-types/core/v1.d.ts";
import type { Problem } from "../../problem.ts";
import { CONTROL_PORT, FIRST_PORT, PROBE_PORT } from "../agent/settings.ts";

/** A port of the pods that a Service leads to, as the agent has it. Several ports of the Service may lead to it. */
export interface LedPort {
  /** The first port of the Service that leads there. */
  port: ServicePort;
  /** In the agent's pod. */
  listen: number;
  /** Its name in the pods, if the Service finds it by that. */
  podPort?: string;
  /** The port of this machine that has its connections; undefined if they go on to the origin's pods. */
  local?: number;
  /** Whether its bytes are passed on as they are, without a look at requests. */
  bytes?: true;
}

/** A port of the Service that this machine answers. */
export interface ChosenPort {
  port: ServicePort;
  local?: number;
  isHttp: boolean;
}

/**
 * Returns the ports of an agent that a Service leads to: all that its own pods have. A number is the agent's too; a name
 * leads to whatever number the agent gives it.
 *
 * @param chosen those that requests are read on, or that this machine answers
 */
export function ledPorts(all: readonly ServicePort[], chosen: readonly ChosenPort[]): LedPort[] {
  const groups = [...Map.groupBy(all, ({ port, targetPort }) => targetPort ?? port)];
  const numbers = new Set(groups.map(([target]) => target));
  let next = FIRST_PORT;
  return groups.map(([target, ports]) => {
    const [port = { port: 0 }] = ports;
    const meant = chosen.find((one) => one.local !== undefined && ports.some(isSame(one.port)));
    while (numbers.has(next)) next++;
    return {
      port,
      ...(typeof target === "number" ? { listen: target } : { listen: next++, podPort: target }),
      ...(meant?.local !== undefined && { local: meant.local }),
      ...(meant?.isHttp !== true && { bytes: true }),
    };
  });
}

function isSame({ port, protocol = "TCP" }: ServicePort): (other: ServicePort) => boolean {
  return (other) => other.port === port && (other.protocol ?? "TCP") === protocol;
}

/** Returns what a Service has that an agent cannot stand for. */
export function unledPorts({ metadata, spec }: Service): Problem[] {
  const where = `Service ${metadata?.namespace}/${metadata?.name}`;
  const problems: Problem[] = [];
  for (const { name, port, protocol = "TCP", targetPort } of spec?.ports ?? []) {
    if (protocol !== "TCP") {
      const what = `its port ${name ?? port} is ${protocol}, and would lead nowhere: an agent carries TCP alone`;
      problems.push({ where, what, fix: "Move that port to a Service of its own." });
    }
    if ([CONTROL_PORT, PROBE_PORT].includes(Number(targetPort ?? port))) {
      const what = `its port ${name ?? port} leads to ${targetPort ?? port}, which an agent needs for itself`;
      problems.push({ where, what, fix: "Give the pods' port a name, and lead to that." });
    }
  }
  if (spec?.internalTrafficPolicy === "Local") {
    const what =
      "its internalTrafficPolicy is Local: requests of all nodes but the agent's would fail";
    problems.push({ where, what, fix: "Set it to Cluster first." });
  }
  return problems;
}

/**
 * Returns the Service by which an agent reaches the pods that a Service led to. It says that all is TCP: a sidecar would
 * route HTTP by the `host` header, which leads to the agent.
 */
export function podsSpec({ spec }: Service, selector: Record<string, string>): ServiceSpec {
  const { ipFamilies, ipFamilyPolicy, publishNotReadyAddresses, ports = [] } = spec ?? {};
  return {
    selector,
    ...(ipFamilies && { ipFamilies }),
    ...(ipFamilyPolicy && { ipFamilyPolicy }),
    ...(publishNotReadyAddresses && { publishNotReadyAddresses }),
    ports: ports.map(({ name, port, targetPort }) => ({
      ...(name !== undefined && { name }),
      ...(targetPort !== undefined && { targetPort }),
      ...{ port, protocol: "TCP", appProtocol: "tcp" },
    })),
  };
}
