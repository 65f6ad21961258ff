import type { KubeConfig } from "@kubernetes/client-node";
import { missingRights } from "../../cluster/clusterProblems.ts";
import { deniedRights } from "../../cluster/clusterState.ts";
import { agentName, replacingName } from "../../emit/laptop/agentName.ts";
import { type Problem, UserError } from "../../problem.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { type LedPlan, planLed } from "../led/planLed.ts";
import { isWithoutMesh } from "../led/withoutMesh.ts";
import { keyTaken } from "../routed/keyTaken.ts";
import { type Leading, leadingTo } from "../routed/leadingTo.ts";
import { isHttpPort } from "./httpPorts.ts";
import { type FoundAgent, listAgents } from "./listAgents.ts";
import { type Asked, readTarget, type Target } from "./readTarget.ts";
import { rightsIn } from "./rights.ts";

/** The plain header that carries keys where no stack says another one. */
const KEY_HEADER = "x-preview";

/** Which requests a command wants. */
export interface AskedIntercept extends Asked {
  /** Undefined for all requests. */
  key?: string;
  /** Whether an intercept of the same Service and key is ended, whoever holds it. */
  take: boolean;
}

/** An intercept that can be made. */
export interface InterceptPlan extends Pick<Leading, "keyHeader" | "virtualServices"> {
  key: string;
  target: Target;
  /** Of the Service: `payments.shop.svc.cluster.local`. */
  host: string;
  /** Of the agent. */
  name: string;
  /** The one that is ended before. */
  held?: FoundAgent;
}

/** An intercept to which the Service itself leads. */
export interface LedInterceptPlan extends Omit<InterceptPlan, "key" | "virtualServices" | "held"> {
  /** Undefined for all requests. */
  key?: string;
  /** Those that are ended before. */
  held: FoundAgent[];
  /** Those that share the Service with it, by other keys. */
  beside: FoundAgent[];
  led: LedPlan;
}

/**
 * Reads what an intercept needs to know of the cluster. Makes nothing.
 *
 * @throws {UserError} with everything that is wrong
 */
export async function planIntercept(
  kubeConfig: KubeConfig,
  asked: AskedIntercept,
): Promise<InterceptPlan | LedInterceptPlan> {
  const { namespace, key } = asked;
  const denied = await deniedRights(kubeConfig, rightsIn(namespace));
  if (denied.length > 0) throw new UserError([...missingRights(denied), ...noStanding(asked)]);
  const problems: Problem[] = [];
  const target = await readTarget(kubeConfig, asked, problems);
  const service = target?.service ?? asked.service;
  const host = serviceHost(service, namespace) ?? "";
  const agents = await listAgents(kubeConfig, namespace);
  if (target && (key === undefined || (await isWithoutMesh(kubeConfig, host, target)))) {
    return planLedIntercept(kubeConfig, { asked, target, host, agents }, problems);
  }
  const name = agentName(service, key ?? "");
  const [leading] = await Promise.all([
    target && leadingTo(kubeConfig, host, problems),
    key !== undefined && keyTaken(kubeConfig, { host, key, agent: { namespace, name } }, problems),
  ]);
  const held = agents.find((one) => one.name === name && one.uid !== "");
  if (held !== undefined && !asked.take) problems.push(isHeld(held));
  if (problems.length > 0 || !target || !leading || key === undefined) {
    throw new UserError(problems);
  }
  return { ...leading, key, target, host, name, ...(held && { held }) };
}

/** Without rights there is another way. */
function noStanding({ service, namespace, key }: AskedIntercept): Problem[] {
  if (key === undefined) return [];
  return [
    {
      where: "--key",
      what: `no stack declares an agent for ${key} at ${service}.${namespace}, which needs pods/portforward alone`,
      fix: "Have these rights given to you, or an agent declared by understudy:laptops.",
    },
  ];
}

interface FoundTarget {
  asked: AskedIntercept;
  target: Target;
  host: string;
  agents: readonly FoundAgent[];
}

async function planLedIntercept(
  kubeConfig: KubeConfig,
  { asked: { key, take }, target, host, agents }: FoundTarget,
  problems: Problem[],
): Promise<LedInterceptPlan> {
  const { namespace, service, ports } = target;
  const name = key === undefined ? replacingName(service) : agentName(service, key);
  const there = agents.filter(({ uid }) => uid !== "");
  const held = there.filter(
    (one) =>
      one.name === name || (one.led === service && (key === undefined || one.key === undefined)),
  );
  const beside = there.filter((one) => one.led === service && !held.includes(one));
  if (!take)
    problems.push(
      ...held.map((one) => (key !== undefined && one.name === name ? isHeld(one) : isLed(one))),
    );
  const chosen = ports.map((one) => ({ ...one, isHttp: isHttpPort(one.port) }));
  const led = await planLed(kubeConfig, { namespace, service, host }, chosen, problems);
  if (problems.length > 0 || led === undefined) throw new UserError(problems);
  return {
    ...{ target, host, led, keyHeader: KEY_HEADER },
    ...{ name, ...(key !== undefined && { key }), held, beside },
  };
}

/** All requests cannot be one machine's, and those of a key another's. */
function isLed({ namespace, led, key, holder: { user, machine, since } }: FoundAgent): Problem {
  const share = key === undefined ? "which has all of its requests" : `by the key ${key}`;
  return {
    where: `Service ${namespace}/${led}`,
    what: `leads to ${user}@${machine}, ${share}, since ${since}`,
    fix:
      key === undefined
        ? "End that one, and move the Service here, with --take."
        : "Take a key of your own: --key. Or end that one, and move the Service here, with --take.",
  };
}

function isHeld({ service, key, holder: { user, machine, since } }: FoundAgent): Problem {
  return {
    where: "--key",
    what: `requests for ${service} with the key ${key} are those of ${user}@${machine}, since ${since}`,
    fix: "Take another key, or move this one here with --take.",
  };
}
