import type { KubeConfig } from "@kubernetes/client-node";
import { at, whereOf } from "../../src/config/values/check.ts";
import { asked } from "../../src/controller/loop/asked.ts";
import type { AgentRoute } from "../../src/laptop/agent/takes.ts";
import { removeLeftSessions } from "../../src/laptop/files/session.ts";
import {
  type InterceptPlan,
  type LedInterceptPlan,
  planIntercept,
} from "../../src/laptop/intercept/planIntercept.ts";
import { readWorkload } from "../../src/laptop/intercept/readWorkload.ts";
import type { Workload } from "../../src/laptop/intercept/workload.ts";
import type { LocalService } from "../../src/laptop/several/readSeveral.ts";
import { distinct, type Problem, UserError } from "../../src/problem.ts";
import { type LocalCommand, prepareCommand } from "./localCommand.ts";
import { takenPort } from "./takenPort.ts";

/** What all services have in common. */
export interface Shared {
  key: string;
  /** Where problems say that the key is. */
  keyPlace: string;
  take: boolean;
  /** Of the services that do not take all requests, by their names. */
  routes: ReadonlyMap<string, readonly AgentRoute[]>;
  /** The agents' image, with Node. */
  image: string;
  /** Of the services that have none of their own. */
  namespace: string;
  /** Ends programs without the time to end by themselves. */
  kill: AbortSignal;
  /** Shows a line that a service's program has printed. */
  print(name: string, line: string): void;
  /** Says something about a service. */
  say(name: string, line: string): void;
}

/** A service that can be started. Nothing of it is in the cluster yet. */
export interface PreparedService {
  service: LocalService;
  namespace: string;
  /** Undefined if no requests are taken. */
  plan: InterceptPlan | LedInterceptPlan | undefined;
  /** Undefined for all. */
  routes: readonly AgentRoute[] | undefined;
  workload: Workload | undefined;
  /** What runs: a program, or the arguments of `docker run`. May be empty. */
  command: readonly string[];
  local: LocalCommand;
  /** Ends its program. */
  stop: AbortController;
}

/**
 * Reads what the cluster says of all services, and brings their environments and files to this machine.
 *
 * @throws {UserError} with everything that is wrong with any of them; nothing is left then
 */
export async function prepareSeveral(
  kubeConfig: KubeConfig,
  services: readonly LocalService[],
  shared: Shared,
): Promise<PreparedService[]> {
  const problems: Problem[] = [];
  // A program that a killed command has left may have a port of these.
  removeLeftSessions();
  const results = await Promise.all(
    services.map(async (service) => {
      try {
        return await asked(() => prepare(kubeConfig, service, shared));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(...error.problems.map((one) => placed(one, service, shared)));
        return undefined;
      }
    }),
  );
  const prepared = results.filter((one) => one !== undefined);
  problems.push(...sameAgents(prepared));
  if (problems.length === 0) return prepared;
  for (const { local } of prepared) local.close();
  throw new UserError(distinct(problems));
}

async function prepare(
  kubeConfig: KubeConfig,
  service: LocalService,
  { key, take, routes, image, kill, print, say, ...shared }: Shared,
): Promise<PreparedService> {
  const { name, ports, replace, directory, env, mount, envFile, restart, transparent } = service;
  const { docker } = service;
  const namespace = service.namespace ?? shared.namespace;
  const problems: Problem[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const meant = service.service;
  const container = meant?.container !== undefined ? { container: meant.container } : {};
  const plan =
    ports.length > 0 && meant !== undefined
      ? await attempt(() =>
          planIntercept(kubeConfig, {
            ...{ namespace, service: meant.name, ports, take, replace },
            ...(!replace && { key }),
            ...container,
          }),
        )
      : undefined;
  const workload =
    ports.length === 0 && meant !== undefined
      ? await readWorkload(kubeConfig, namespace, meant.name, meant.container, problems)
      : plan?.target;
  problems.push(...(await portsTaken(service)));
  if (problems.length > 0) throw new UserError(problems);
  const stop = new AbortController();
  const command =
    docker === undefined
      ? service.command
      : [...service.dockerArguments, docker, ...service.command];
  const wantsWorld = command.length > 0 || mount !== undefined || envFile !== undefined;
  const local = await prepareCommand(kubeConfig, {
    workload: wantsWorld ? workload : undefined,
    command,
    values: { mount, "env-file": envFile, restart, transparent, docker, image },
    stop: stop.signal,
    apart: { directory, variables: env, onLine: (line) => print(name, line), kill },
    say: (line) => say(name, line),
  });
  return { service, namespace, plan, routes: routes.get(name), workload, command, local, stop };
}

async function portsTaken({
  field,
  ports,
  command,
  docker,
  transparent,
}: LocalService): Promise<Problem[]> {
  if (command.length === 0 || docker !== undefined || transparent) return [];
  const problems = await Promise.all(
    ports.map(({ local }, i) => takenPort(whereOf(at(at(field, "ports"), i)), local)),
  );
  return problems.filter((one) => one !== undefined);
}

/** One Service and one key are one intercept, by whatever names the file has them, and one Service itself leads to one. */
function sameAgents(prepared: readonly PreparedService[]): Problem[] {
  return prepared.flatMap(({ service, namespace, plan }, i) => {
    if (plan === undefined) return [];
    const isSame = (one: PreparedService["plan"]) =>
      one?.name === plan.name ||
      (one !== undefined && "led" in one && "led" in plan && one.host === plan.host);
    const other = prepared
      .slice(0, i)
      .find((one) => one.namespace === namespace && isSame(one.plan));
    if (other === undefined) return [];
    const what = `${plan.target.service} is what ${other.service.field.path} takes the requests of`;
    return [{ where: whereOf(service.field), what, fix: "Name its other ports there." }];
  });
}

/** Returns a problem with its place in the file: what a command says of its options is said here of the file's keys. */
function placed(problem: Problem, { field }: LocalService, { keyPlace }: Shared): Problem {
  const { where } = problem;
  const [option = ""] = where.split(" ");
  if (option === "--key") return { ...problem, where: keyPlace };
  const key = {
    "--port": "ports",
    "--mount": "mount",
    "--env-file": "envFile",
    docker: "docker",
  }[option];
  if (key !== undefined) return { ...problem, where: whereOf(at(field, key)) };
  if (option === "namespace") {
    return { ...problem, where: whereOf(field), what: `${where} ${problem.what}` };
  }
  return problem;
}
