import { get } from "node:http";
import type { Socket } from "node:net";
import type { KubeConfig } from "@kubernetes/client-node";
import { openTunnel } from "../../cluster/tunnel/openTunnel.ts";

/** Envoy's admin interface. It listens inside the pod alone, so that only a forwarded port reaches it. */
const ADMIN_PORT = 15_000;

const PATIENCE_MS = 10_000;

/**
 * Returns what the Envoy of a pod's sidecar answers to its admin interface.
 * @throws {Error} if it does not answer
 */
export async function askEnvoy(
  kubeConfig: KubeConfig,
  { namespace, name }: { namespace: string; name: string },
  path: string,
): Promise<string> {
  const socket = await openTunnel(kubeConfig, { namespace, pod: name, port: ADMIN_PORT });
  try {
    return await new Promise<string>((resolve, reject) => {
      const headers = { host: "localhost", connection: "close" };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const request = get({ path, headers, signal, createConnection: () => socket as Socket });
      request.on("error", reject);
      request.on("response", (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          if (response.statusCode === 200) resolve(Buffer.concat(parts).toString("utf8"));
          else reject(new Error(`Envoy's admin interface answered ${response.statusCode}`));
        });
      });
    });
  } finally {
    socket.destroy();
  }
}
