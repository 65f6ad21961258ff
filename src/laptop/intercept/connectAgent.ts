import { randomBytes } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import type { PodTemplateSpec } from "kubernetes-types/core/v1.d.ts";
import { messageOf } from "../../cluster/connection.ts";
import { agentObjects } from "../../emit/laptop/agentObjects.ts";
import { UserError } from "../../problem.ts";
import { agentBundle } from "../agent/bundle.ts";
import type { AgentSettings } from "../agent/settings.ts";
import { newIdentity } from "../link/identity.ts";
import type { Link, LinkState } from "../link/link.ts";
import { openLink } from "../link/openLink.ts";
import { openAgent } from "./agentPod.ts";
import { cannotStart } from "./cannotStart.ts";
import { holderText, newHolder } from "./holder.ts";
import { leave } from "./leave.ts";
import { makeAgent } from "./makeAgent.ts";
import { originPod } from "./originPod.ts";

export interface ConnectOptions {
  namespace: string;
  /** What the agent's pod is like: calls have its identity. Undefined for the namespace's default one. */
  as?: { name: string; pod: PodTemplateSpec } | undefined;
  image: string;
  /** In milliseconds. */
  grace: number;
  ttl: number;
  onState(state: LinkState): void;
}

/** An agent that opens connections for this machine, and takes no requests. */
export interface Connection {
  link: Link;
  leave(): Promise<void>;
}

/**
 * Makes an agent that nothing is intercepted by, and links it to this machine.
 *
 * @throws {UserError} with everything that is wrong
 */
export async function connectAgent(
  kubeConfig: KubeConfig,
  { namespace, as, image, grace, ttl, onState }: ConnectOptions,
): Promise<Connection> {
  const identity = newIdentity();
  const holder = newHolder();
  // One service has many that connect, each with an agent of his own.
  const name = `${(as?.name ?? "laptop").slice(0, 40)}-connect-${randomBytes(4).toString("hex")}`;
  const settings: AgentSettings = {
    ...{ name, namespace, laptop: identity.fingerprint, holder: holderText(holder), grace, ttl },
    virtualServices: [],
  };
  const objects = agentObjects({
    ...{ settings, image, program: agentBundle(), origin: originPod(as?.pod ?? {}) },
    ports: [],
    holder: JSON.stringify(holder),
  });
  const uid = await makeAgent(kubeConfig, objects);
  const agent = { namespace, name, uid, holder };
  const link = openLink({ identity, open: () => openAgent(kubeConfig, agent), onState });
  const end = async () => {
    link.close();
    await leave(kubeConfig, agent);
  };
  const linked = new AbortController();
  try {
    await Promise.race([link.ready(), cannotStart(kubeConfig, objects.job, linked.signal)]);
    return { link, leave: end };
  } catch (error) {
    await end();
    throw error instanceof UserError
      ? error
      : new UserError([{ where: `Job ${namespace}/${name}`, what: messageOf(error) }]);
  } finally {
    linked.abort();
  }
}
