import { randomBytes } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import type { PodTemplateSpec } from "kubernetes-types/core/v1.d.ts";
import { originPod } from "./originPod.ts";
import { type AgentOptions, type StartedAgent, startAgent } from "./startAgent.ts";

export interface ConnectOptions extends AgentOptions {
  namespace: string;
  /** What the agent's pod is like: calls have its identity. Undefined for the namespace's default one. */
  as?: { name: string; pod: PodTemplateSpec } | undefined;
}

/**
 * Makes an agent that opens connections for this machine and takes no requests, and links it to this machine.
 *
 * @throws {UserError} with everything that is wrong
 */
export function connectAgent(
  kubeConfig: KubeConfig,
  { namespace, as, ...options }: ConnectOptions,
): Promise<StartedAgent> {
  // One service has many that connect, each with an agent of his own.
  const name = `${(as?.name ?? "laptop").slice(0, 40)}-connect-${randomBytes(4).toString("hex")}`;
  const settings = { name, namespace, virtualServices: [] };
  const purpose = { settings, origin: originPod(as?.pod ?? {}), ports: [] };
  return startAgent(kubeConfig, options, purpose, async (started) => started);
}
