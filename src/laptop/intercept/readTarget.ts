import type { KubeConfig } from "@kubernetes/client-node";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service, ServicePort } from "kubernetes-types/core/v1.d.ts";
import { selectsPods } from "../../emit/common/labelSelector.ts";
import { didYouMean, type Problem } from "../../problem.ts";
import { containerBehind } from "./container.ts";
import { isHttpPort, type PortChoice } from "./httpPorts.ts";
import {
  deploymentBehind,
  itsNames,
  noContainer,
  readWorkloads,
  type Workload,
  type Workloads,
} from "./workload.ts";

/** What is intercepted, as the cluster has it. The container is the named one, or the one that the first chosen port leads to. */
export interface Target extends Workload {
  namespace: string;
  service: string;
  /** The Service's HTTP ports, and the local port of those that are the laptop's. */
  ports: { port: ServicePort; local?: number }[];
}

/** What a command names. */
export interface Asked {
  namespace: string;
  /** A Service, or the Deployment behind one. */
  service: string;
  container?: string;
  ports: readonly PortChoice[];
  /** Whether all requests are meant, and ports of any protocol over TCP. */
  replace?: boolean;
}

/** Reads what a command names. All that is wrong adds problems, and the result is undefined. */
export async function readTarget(
  kubeConfig: KubeConfig,
  asked: Asked,
  problems: Problem[],
): Promise<Target | undefined> {
  const found = await readWorkloads(kubeConfig, asked.namespace, problems);
  return found && targetOf(asked, found, problems);
}

/** Returns what a command names of a namespace's objects. */
export function targetOf(
  asked: Asked,
  { services, deployments }: Workloads,
  problems: Problem[],
): Target | undefined {
  const before = problems.length;
  const service = serviceOf(asked, services, deployments, problems);
  if (service === undefined) return undefined;
  const name = service.metadata?.name ?? "";
  const where = `Service ${asked.namespace}/${name}`;
  const { type, clusterIP, selector = {}, ports = [] } = service.spec ?? {};
  const unfit =
    type === "ExternalName"
      ? "is an ExternalName: its requests leave the mesh's Services"
      : clusterIP === "None"
        ? "is headless: sidecars send its requests to the pod that the caller chose"
        : Object.keys(selector).length === 0
          ? "has no selector, and so no pods of a Deployment"
          : undefined;
  if (unfit !== undefined) {
    problems.push({ where, what: unfit, fix: "Name a Service with an address and a selector." });
    return undefined;
  }
  const behind = deploymentBehind(service, deployments);
  if (behind === undefined) problems.push({ where, what: "selects the pods of no Deployment" });
  else if (asked.container !== undefined) {
    const problem = noContainer(behind, asked.namespace, asked.container);
    if (problem !== undefined) problems.push(problem);
  }
  const chosen = choosePorts(asked, ports, where, problems);
  if (problems.length > before || behind === undefined) return undefined;
  const first = chosen.find(({ local }) => local !== undefined)?.port ?? { port: 0 };
  const container = asked.container ?? containerBehind(behind.spec?.template ?? {}, first);
  const { namespace } = asked;
  return { namespace, service: name, ports: chosen, deployment: behind, container };
}

function serviceOf(
  { namespace, service: name }: Asked,
  services: readonly Service[],
  deployments: readonly Deployment[],
  problems: Problem[],
): Service | undefined {
  const found = services.find(({ metadata }) => metadata?.name === name);
  if (found !== undefined) return found;
  const named = deployments.find(({ metadata }) => metadata?.name === name);
  const labels = named?.spec?.template.metadata?.labels;
  const selecting = services.filter(({ spec }) => selectsPods(spec?.selector, labels));
  if (selecting.length === 1) return selecting[0];
  const names = services.flatMap(({ metadata }) => metadata?.name ?? []);
  problems.push(
    named !== undefined
      ? {
          where: `Deployment ${namespace}/${name}`,
          what: `is behind ${selecting.length} Services`,
          fix: "Name the Service whose requests are meant.",
        }
      : {
          where: `namespace ${namespace}`,
          what: `has no Service ${name}, and no Deployment`,
          fix: didYouMean(name, names) ?? itsNames(names),
        },
  );
  return undefined;
}

function choosePorts(
  { ports: choices, replace = false }: Asked,
  all: readonly ServicePort[],
  where: string,
  problems: Problem[],
): Target["ports"] {
  const http = all.filter((port) => (replace ? isTcpPort(port) : isHttpPort(port)));
  const kind = replace ? "of TCP" : "that carries HTTP";
  if (http.length === 0 && !replace) {
    problems.push({
      where,
      what: "has no port that carries HTTP, so no request can be told from another by its key",
      fix: 'Say so by the port\'s appProtocol ("http", "grpc") or name, or take all of it with --replace.',
    });
    return [];
  }
  const nameOf = ({ name, port }: ServicePort) => name ?? String(port);
  const local = new Map<ServicePort, number>();
  for (const { local: number, service } of choices) {
    const port =
      service === undefined
        ? (onlyOne(http) ?? onlyOne(http.filter(isHttpPort)))
        : http.find((one) => one.name === service || String(one.port) === service);
    const other = port && local.get(port);
    if (port !== undefined && other === undefined) local.set(port, number);
    else if (port !== undefined) {
      const what = `${where} sends requests of its port ${nameOf(port)} to one local port: ${other} or ${number}`;
      problems.push({ where: "--port", what });
    } else {
      const names = http.map(nameOf);
      problems.push({
        where: "--port",
        what:
          service === undefined
            ? `${where} has several ports ${replace ? kind : "that carry HTTP"}: ${names.join(", ")}`
            : `${where} has no port ${service} ${kind}`,
        fix:
          (service !== undefined && didYouMean(service, names)) ||
          `Name one: --port ${number}:${names[0]}.`,
      });
    }
  }
  return http.map((port) => {
    const number = local.get(port);
    return { port, ...(number !== undefined && { local: number }) };
  });
}

function onlyOne<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

function isTcpPort({ protocol = "TCP" }: ServicePort): boolean {
  return protocol === "TCP";
}
