import type { KeyObject } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import { openTunnel } from "../../cluster/tunnel/openTunnel.ts";
import { type Problem, UserError } from "../../problem.ts";
import { CONTROL_PORT } from "../agent/settings.ts";
import { holderText, newHolder } from "../intercept/holder.ts";
import type { PortChoice } from "../intercept/httpPorts.ts";
import type { Intercept, InterceptOptions } from "../intercept/intercept.ts";
import { claimText } from "../link/claim.ts";
import { newIdentity } from "../link/identity.ts";
import { LinkError } from "../link/link.ts";
import { openLink } from "../link/openLink.ts";
import type { Standing } from "./findStanding.ts";

export interface JoinOptions extends Pick<InterceptOptions, "dial" | "onState"> {
  agent: Standing;
  ports: readonly PortChoice[];
  /** Whether it takes the place of another laptop. */
  take: boolean;
  /** This machine's own key, whose fingerprint the stack names. */
  privateKey: KeyObject;
}

/** An agent that is linked to this machine, and that stays when the link ends. */
export type JoinedAgent = Pick<Intercept, "link" | "withdraw" | "leave" | "problems">;

/**
 * Links this machine to an agent that a stack declares. Its routes are the stack's.
 *
 * @throws {UserError} with why the agent refuses this machine
 */
export async function joinStanding(
  kubeConfig: KubeConfig,
  { agent, ports, take, privateKey, dial, onState }: JoinOptions,
): Promise<JoinedAgent> {
  const { namespace, name, pod } = agent;
  const claim = { holder: holderText(newHolder()), ports: [...ports], take };
  const link = openLink({
    identity: newIdentity(privateKey, claimText(claim)),
    open: () => openTunnel(kubeConfig, { namespace, pod, port: CONTROL_PORT }),
    // The agent asks for the local ports themselves, and might ask for others if it were not what it seems to be.
    accept: async (port) => {
      if (!ports.some(({ local }) => local === port)) {
        throw new LinkError("EACCES", `port ${port} of this machine is not the intercept's`);
      }
      return dial(port);
    },
    ...(onState && { onState }),
  });
  try {
    await link.ready();
  } catch (error) {
    throw new UserError([refused(`agent ${namespace}/${name}`, error as Error)]);
  }
  return {
    link,
    // An agent of an earlier version refuses it, and has the origin answer when the link is closed.
    withdraw: () => void link.release().catch(() => {}),
    leave: async () => link.close(),
    problems: [],
  };
}

function refused(where: string, { message }: Error): Problem {
  const fix = message.includes("does not name the key")
    ? "\"understudy laptop-key\" prints this machine's fingerprint. The stack's fingerprints must have it."
    : undefined;
  return { where, what: message, fix };
}
