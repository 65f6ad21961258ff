import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import { agentObjects } from "../../emit/laptop/agentObjects.ts";
import type { AgentPlan } from "../../emit/laptop/agentPlan.ts";
import { UserError } from "../../problem.ts";
import { agentBundle } from "../agent/bundle.ts";
import type { AgentSettings } from "../agent/settings.ts";
import { newIdentity } from "../link/identity.ts";
import type { Link, LinkOptions } from "../link/link.ts";
import { openLink } from "../link/openLink.ts";
import { openAgent } from "./agentPod.ts";
import { cannotStart } from "./cannotStart.ts";
import { holderText, newHolder } from "./holder.ts";
import { interruption } from "./interruption.ts";
import { leave, withdraw } from "./leave.ts";
import type { FoundAgent } from "./listAgents.ts";
import { makeAgent } from "./makeAgent.ts";

/** How an agent is made, whatever it is for. */
export interface AgentOptions extends Pick<LinkOptions, "onState"> {
  image: string;
  /** In milliseconds. */
  grace: number;
  ttl: number;
  /** Ends the wait for it. */
  stop?: AbortSignal;
}

/** What one agent is for. */
export interface AgentPurpose
  extends Pick<AgentPlan, "origin" | "ports" | "pods" | "sharing">,
    Pick<LinkOptions, "accept"> {
  settings: Pick<AgentSettings, "name" | "namespace" | "intercept" | "virtualServices">;
  /** What `list` prints of it. */
  found?: Pick<FoundAgent, "service" | "host" | "key" | "routes" | "mirror" | "led">;
}

/** An agent that is linked to this machine. */
export interface StartedAgent {
  agent: FoundAgent;
  link: Link;
  /**
   * Has the origin answer from now on, and takes the routes out. The link stays for what this machine asks. Called again,
   * it does nothing; what the cluster refuses is told by `leave`.
   */
  withdraw(): void;
  /** Withdraws, ends the link, and removes the agent. */
  leave(): Promise<void>;
}

/**
 * Makes an agent and links it to this machine.
 *
 * @param complete does what is left to do; the result is what it resolves to
 * @throws {UserError} with what the cluster refuses; nothing is left of it then
 */
export async function startAgent<T>(
  kubeConfig: KubeConfig,
  { image, grace, ttl, onState, stop }: AgentOptions,
  { settings, origin, ports, pods, sharing, accept, found }: AgentPurpose,
  complete: (started: StartedAgent) => Promise<T>,
): Promise<T> {
  const { name, namespace } = settings;
  const identity = newIdentity();
  const holder = newHolder();
  const told = { laptop: identity.fingerprint, holder: holderText(holder), grace, ttl };
  const objects = agentObjects({
    ...{ image, program: agentBundle(), origin, ports, holder: JSON.stringify(holder) },
    ...(pods && { pods }),
    ...(sharing !== undefined && { sharing }),
    settings: { ...settings, ...told },
  });
  const uid = await makeAgent(kubeConfig, objects);
  const agent = { namespace, name, uid, holder, ...found };
  const open = () => openAgent(kubeConfig, agent);
  const link = openLink({ identity, open, ...(accept && { accept }), ...(onState && { onState }) });
  let withdrawn: Promise<unknown> | undefined;
  const begin = () => {
    withdrawn ??= Promise.allSettled([link.release(), withdraw(kubeConfig, agent, [])]);
  };
  const end = async () => {
    begin();
    await withdrawn;
    link.close();
    await leave(kubeConfig, agent);
  };
  const linked = new AbortController();
  try {
    await Promise.race([
      link.ready(),
      cannotStart(kubeConfig, objects.job, linked.signal),
      interruption(stop, linked.signal),
    ]);
    return await complete({ agent, link, withdraw: begin, leave: end });
  } catch (error) {
    await end();
    throw error instanceof UserError
      ? error
      : new UserError([{ where: `Job ${namespace}/${name}`, what: messageOf(error) }]);
  } finally {
    linked.abort();
  }
}
