import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../cluster/connection.ts";
import { openTunnel } from "../../cluster/tunnel/openTunnel.ts";
import { standingName } from "../../emit/laptop/laptopEntry.ts";
import { CONTROL_PORT } from "../agent/settings.ts";

/** An agent that a stack declares, and its pod. */
export interface Standing {
  namespace: string;
  name: string;
  pod: string;
}

/** What is told of an API server that refuses a forwarded port. */
const REFUSED = /Unexpected server response: (\d{3})/;

/** No right to forward a port of the pod, or no such pod. */
const NOT_THERE = ["403", "404"];

/**
 * Returns the agent that a stack declares for a Service and a key, or undefined if there is none. It asks for nothing but a
 * forwarded port, so that whoever has no other right can find it.
 *
 * @throws {Error} when the cluster cannot be asked
 */
export async function findStanding(
  kubeConfig: KubeConfig,
  { namespace, service, key }: { namespace: string; service: string; key: string },
): Promise<Standing | undefined> {
  const name = standingName(service, key);
  const standing = { namespace, name, pod: `${name}-0` };
  try {
    (await openTunnel(kubeConfig, { ...standing, port: CONTROL_PORT })).destroy();
    return standing;
  } catch (error) {
    const [, status] = REFUSED.exec(messageOf(error)) ?? [];
    if (status === undefined) throw error;
    // Also a pod that does not run yet is refused.
    return NOT_THERE.includes(status) ? undefined : standing;
  }
}
