import { Duplex, PassThrough, Writable } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import { heartbeat } from "./heartbeat.ts";

/** Kubernetes waits for data in both directions; beyond this much that nobody has read, no more is taken. */
const UNREAD_BYTES = 4 * 1024 * 1024;

export interface PodPort {
  namespace: string;
  pod: string;
  port: number;
}

/**
 * Opens a connection to a port of a pod through the API server, as `kubectl port-forward` does.
 *
 * @throws {Error} when the API server opens none
 */
export async function openTunnel(
  kubeConfig: KubeConfig,
  { namespace, pod, port }: PodPort,
): Promise<Duplex> {
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
    [port],
    output,
    failure,
    input,
  );
  const websocket = await opening.catch((error) => {
    throw new Error(
      `port ${port} of pod ${namespace}/${pod} cannot be forwarded: ${error.message}`,
    );
  });
  if (typeof websocket === "function") throw new Error("a single try has one connection");
  websocket.on("message", () => {
    if (output.writableLength > UNREAD_BYTES) websocket.pause();
  });
  output.on("drain", () => websocket.resume());
  // An API server that restarts leaves neither an error nor an end of the data.
  websocket.on("error", (error: Error) => output.destroy(error));
  websocket.on("close", () => output.end());
  heartbeat(websocket, (error) => output.destroy(error));
  const socket = Duplex.from({ readable: output, writable: input });
  // One that is destroyed unread has an error, which nobody waits for. Whoever reads learns of it by the end.
  socket.on("error", () => undefined);
  // Without a farewell, for which an API server that is gone would be waited for.
  socket.on("close", () => websocket.terminate());
  return socket;
}
