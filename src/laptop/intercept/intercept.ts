import type { KubeConfig } from "@kubernetes/client-node";
import { missingRights } from "../../cluster/clusterProblems.ts";
import { deniedRights } from "../../cluster/clusterState.ts";
import { messageOf } from "../../cluster/connection.ts";
import { composeHosts } from "../../cluster/live/composeHosts.ts";
import { endpointsThere } from "../../cluster/live/endpointsThere.ts";
import { agentName } from "../../emit/laptop/agentName.ts";
import { agentObjects } from "../../emit/laptop/agentObjects.ts";
import { type Problem, UserError } from "../../problem.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { agentBundle } from "../agent/bundle.ts";
import { connectTo } from "../agent/connectTo.ts";
import { type AgentSettings, FIRST_PORT } from "../agent/settings.ts";
import { newIdentity } from "../link/identity.ts";
import type { Link, LinkState } from "../link/link.ts";
import { openLink } from "../link/openLink.ts";
import { openAgent } from "./agentPod.ts";
import { cannotStart } from "./cannotStart.ts";
import { holderText, newHolder } from "./holder.ts";
import { leadingTo } from "./leadingTo.ts";
import { leave } from "./leave.ts";
import { type FoundAgent, listAgents } from "./listAgents.ts";
import { makeAgent } from "./makeAgent.ts";
import { type Asked, readTarget } from "./readTarget.ts";
import { rightsIn } from "./rights.ts";

/** What a command asks for. */
export interface InterceptOptions extends Asked {
  key: string;
  image: string;
  /** In milliseconds. */
  grace: number;
  ttl: number;
  /** Whether an intercept of the same Service and key is ended, whoever holds it. */
  take: boolean;
  onState(state: LinkState): void;
}

/** An intercept that is there. */
export interface Intercept {
  agent: FoundAgent;
  link: Link;
  /** The plain header of keys. */
  keyHeader: string;
  /** The VirtualServices that lead to the agent: `shop/payments-router`. */
  leading: string[];
  /** What was found wrong with entries, this one's or others'. */
  problems: Problem[];
  leave(): Promise<void>;
}

/** The agent's pod may need so long to be ready, in milliseconds. */
const READY_LIMIT = 120_000;

/**
 * Makes the agent of an intercept, links it to this machine, and has the Service's host composed with its key.
 *
 * @throws {UserError} with everything that is wrong, before anything is made
 */
export async function intercept(
  kubeConfig: KubeConfig,
  options: InterceptOptions,
): Promise<Intercept> {
  const { namespace, key, grace, ttl } = options;
  const denied = await deniedRights(kubeConfig, rightsIn(namespace));
  if (denied.length > 0) throw new UserError(missingRights(denied));
  const problems: Problem[] = [];
  const target = await readTarget(kubeConfig, options, problems);
  const service = target?.service ?? options.service;
  const host = serviceHost(service, namespace) ?? "";
  const leading = target && (await leadingTo(kubeConfig, host, problems));
  const name = agentName(service, key);
  const held = (await listAgents(kubeConfig, namespace)).find((one) => one.name === name);
  if (held !== undefined && !options.take) problems.push(isHeld(held));
  if (problems.length > 0 || target === undefined || leading === undefined) {
    throw new UserError(problems);
  }
  if (held !== undefined) await leave(kubeConfig, held);

  const identity = newIdentity();
  const holder = newHolder();
  const { keyHeader } = leading;
  const settings: AgentSettings = {
    ...{ name, namespace, laptop: identity.fingerprint, holder: holderText(holder), grace, ttl },
    intercept: {
      ...{ origin: host, key, keyHeader },
      ports: target.ports.map(({ port: { port }, local }, i) => ({
        ...{ port, listen: FIRST_PORT + i, toLaptop: local !== undefined },
      })),
    },
    virtualServices: leading.virtualServices.filter((one) => one.namespace === namespace),
  };
  const objects = agentObjects({
    ...{ settings, image: options.image, program: agentBundle(), origin: target.origin },
    ports: target.ports.map(({ port }) => port),
    holder: JSON.stringify(holder),
  });
  const uid = await makeAgent(kubeConfig, objects);
  const agent = { namespace, name, uid, service, host, key, holder };
  const link = openLink({
    identity,
    open: () => openAgent(kubeConfig, agent),
    accept(port) {
      const local = target.ports.find((one) => one.port.port === port)?.local;
      return connectTo("127.0.0.1", local ?? 0);
    },
    onState: options.onState,
  });
  const end = async () => {
    link.close();
    await leave(kubeConfig, agent);
  };
  const linked = new AbortController();
  try {
    await Promise.race([link.ready(), cannotStart(kubeConfig, objects.job, linked.signal)]);
    await endpointsThere(kubeConfig, [`${namespace}/${name}`], READY_LIMIT);
    const composed = await composeHosts(kubeConfig, [host]);
    const own = composed.problems.filter(({ where }) =>
      where.startsWith(`Service ${namespace}/${name}`),
    );
    // Its entry is left out: no request would come.
    if (own.length > 0) throw new UserError(own);
    return {
      ...{ agent, link, keyHeader, leave: end },
      leading: leading.virtualServices.map((one) => `${one.namespace}/${one.name}`),
      problems: [...composed.problems, ...composed.untouched],
    };
  } catch (error) {
    await end();
    throw error instanceof UserError
      ? error
      : new UserError([{ where: `Job ${namespace}/${name}`, what: messageOf(error) }]);
  } finally {
    linked.abort();
  }
}

function isHeld({ service, key, holder: { user, machine, since } }: FoundAgent): Problem {
  return {
    where: "--key",
    what: `requests for ${service} with the key ${key} are those of ${user}@${machine}, since ${since}`,
    fix: "Take another key, or move this one here with --take.",
  };
}
