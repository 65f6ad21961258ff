import { get } from "node:http";
import type { Socket } from "node:net";
import { Duplex, PassThrough, Writable } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";

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
  const socket = await forward(kubeConfig, namespace, name);
  try {
    return await new Promise<string>((resolve, reject) => {
      const headers = { host: "localhost", connection: "close" };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const request = get({ path, headers, signal, createConnection: () => socket });
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

/** Opens a connection to a port of a pod through the API server. */
async function forward(kubeConfig: KubeConfig, namespace: string, pod: string): Promise<Socket> {
  const { PortForward } = await import("../../cluster/kubernetesClient.ts");
  const input = new PassThrough();
  const output = new PassThrough();
  const failure = new Writable({
    write(chunk, _encoding, done) {
      // The first message has only the port, and is empty here.
      if (chunk.length > 0) output.destroy(new Error(String(chunk)));
      done();
    },
  });
  const opening = new PortForward(kubeConfig).portForward(
    namespace,
    pod,
    [ADMIN_PORT],
    output,
    failure,
    input,
  );
  const websocket = await opening.catch((error) => {
    throw new Error(
      `port ${ADMIN_PORT} of pod ${namespace}/${pod} cannot be forwarded: ${error.message}`,
    );
  });
  if (typeof websocket === "function") throw new Error("a single try has one connection");
  websocket.on("close", () => output.end());
  const socket = Duplex.from({ readable: output, writable: input });
  socket.on("close", () => websocket.close());
  return socket as Socket;
}
