import type { KubeConfig } from "@kubernetes/client-node";
import { missingRights } from "../../cluster/clusterProblems.ts";
import { deniedRights } from "../../cluster/clusterState.ts";
import { agentName } from "../../emit/laptop/agentName.ts";
import { type Problem, UserError } from "../../problem.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { type Leading, leadingTo } from "./leadingTo.ts";
import { type FoundAgent, listAgents } from "./listAgents.ts";
import { type Asked, readTarget, type Target } from "./readTarget.ts";
import { rightsIn } from "./rights.ts";

/** Which requests a command wants. */
export interface AskedIntercept extends Asked {
  key: string;
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

/**
 * Reads what an intercept needs to know of the cluster. Makes nothing.
 *
 * @throws {UserError} with everything that is wrong
 */
export async function planIntercept(
  kubeConfig: KubeConfig,
  asked: AskedIntercept,
): Promise<InterceptPlan> {
  const { namespace, key } = asked;
  const denied = await deniedRights(kubeConfig, rightsIn(namespace));
  if (denied.length > 0) throw new UserError([...missingRights(denied), noStanding(asked)]);
  const problems: Problem[] = [];
  const target = await readTarget(kubeConfig, asked, problems);
  const service = target?.service ?? asked.service;
  const host = serviceHost(service, namespace) ?? "";
  const leading = target && (await leadingTo(kubeConfig, host, problems));
  const name = agentName(service, key);
  const held = (await listAgents(kubeConfig, namespace)).find((one) => one.name === name);
  if (held !== undefined && !asked.take) problems.push(isHeld(held));
  if (problems.length > 0 || target === undefined || leading === undefined) {
    throw new UserError(problems);
  }
  return { ...leading, key, target, host, name, ...(held && { held }) };
}

/** Without rights there is another way. */
function noStanding({ service, namespace, key }: AskedIntercept): Problem {
  return {
    where: "--key",
    what: `no stack declares an agent for ${key} at ${service}.${namespace}, which needs pods/portforward alone`,
    fix: "Have these rights given to you, or an agent declared by understudy:laptops.",
  };
}

function isHeld({ service, key, holder: { user, machine, since } }: FoundAgent): Problem {
  return {
    where: "--key",
    what: `requests for ${service} with the key ${key} are those of ${user}@${machine}, since ${since}`,
    fix: "Take another key, or move this one here with --take.",
  };
}
