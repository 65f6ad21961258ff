import type { KubeConfig } from "@kubernetes/client-node";
import { getThroughTunnel } from "../../cluster/tunnel/getThroughTunnel.ts";

/** Envoy's admin interface. It listens inside the pod alone, so that only a forwarded port reaches it. */
const ADMIN_PORT = 15_000;

/**
 * Returns what the Envoy of a pod's sidecar answers to its admin interface.
 * @throws {Error} if it does not answer
 */
export async function askEnvoy(
  kubeConfig: KubeConfig,
  { namespace, name }: { namespace: string; name: string },
  path: string,
): Promise<string> {
  const place = { namespace, pod: name, port: ADMIN_PORT };
  const { status, body } = await getThroughTunnel(kubeConfig, place, path);
  if (status !== 200) throw new Error(`Envoy's admin interface answered ${status}`);
  return body;
}
