import type { Duplex } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import { composeHosts } from "../../cluster/live/composeHosts.ts";
import { endpointsThere } from "../../cluster/live/endpointsThere.ts";
import { agentObjects } from "../../emit/laptop/agentObjects.ts";
import { type Problem, UserError } from "../../problem.ts";
import { agentBundle } from "../agent/bundle.ts";
import { type AgentSettings, FIRST_PORT } from "../agent/settings.ts";
import { newIdentity } from "../link/identity.ts";
import type { Link, LinkState } from "../link/link.ts";
import { openLink } from "../link/openLink.ts";
import { openAgent } from "./agentPod.ts";
import { cannotStart } from "./cannotStart.ts";
import { holderText, newHolder } from "./holder.ts";
import { leave } from "./leave.ts";
import type { FoundAgent } from "./listAgents.ts";
import { makeAgent } from "./makeAgent.ts";
import { originPod } from "./originPod.ts";
import type { InterceptPlan } from "./planIntercept.ts";

export interface InterceptOptions {
  image: string;
  /** In milliseconds. */
  grace: number;
  ttl: number;
  /** Opens a connection to a local port, for each that the agent has. A rejection is told with its code. */
  dial(port: number): Promise<Duplex>;
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
 * @throws {UserError} with what the cluster refuses; nothing is left of it then
 */
export async function intercept(
  kubeConfig: KubeConfig,
  { target, host, key, keyHeader, name, held, virtualServices }: InterceptPlan,
  { image, grace, ttl, dial, onState }: InterceptOptions,
): Promise<Intercept> {
  const { namespace, service } = target;
  if (held !== undefined) await leave(kubeConfig, held);

  const identity = newIdentity();
  const holder = newHolder();
  const settings: AgentSettings = {
    ...{ name, namespace, laptop: identity.fingerprint, holder: holderText(holder), grace, ttl },
    intercept: {
      ...{ origin: host, key, keyHeader },
      ports: target.ports.map(({ port: { port }, local }, i) => ({
        ...{ port, listen: FIRST_PORT + i, toLaptop: local !== undefined },
      })),
    },
    virtualServices: virtualServices.filter((one) => one.namespace === namespace),
  };
  const objects = agentObjects({
    ...{ settings, image, program: agentBundle() },
    origin: originPod(target.deployment.spec?.template ?? {}),
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
      return dial(local ?? 0);
    },
    onState,
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
      leading: virtualServices.map((one) => `${one.namespace}/${one.name}`),
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
