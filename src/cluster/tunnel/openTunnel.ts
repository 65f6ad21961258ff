import { Duplex, PassThrough, Writable } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import { heartbeat } from "./heartbeat.ts";

export interface PodPort {
  namespace: string;
  pod: string;
  port: number;
}

/** The channel of a forwarded port's data. */
const DATA = Buffer.from([0]);

/**
 * Opens a connection to a port of a pod through the API server, as `kubectl port-forward` does. Neither direction holds
 * more than the buffers of a stream while the other end does not read.
 *
 * @throws {Error} when the API server opens none
 */
export async function openTunnel(
  kubeConfig: KubeConfig,
  { namespace, pod, port }: PodPort,
): Promise<Duplex> {
  const { PortForward } = await import("../kubernetesClient.ts");
  const received = new Writable({
    write(chunk, _encoding, done) {
      if (!tunnel.push(chunk)) websocket?.pause();
      done();
    },
  });
  const failure = new Writable({
    write(chunk, _encoding, done) {
      // The first message has only the port, and is empty here.
      if (chunk.length > 0) tunnel.destroy(new Error(reasonOf(String(chunk), port)));
      done();
    },
  });
  const send = (chunks: Uint8Array[], done: (error?: Error | null) => void) => {
    if (websocket?.readyState !== OPEN) done(new Error("the API server has closed the connection"));
    else websocket.send(Buffer.concat([DATA, ...chunks]), done);
  };
  const tunnel = new Duplex({
    read: () => websocket?.resume(),
    write: (chunk, _encoding, done) => send([chunk], done),
    // What waits goes as one message: each costs all who pass it on.
    writev: (waiting, done) =>
      send(
        waiting.map(({ chunk }) => chunk),
        done,
      ),
    // Kubernetes knows no end of one direction.
    final(done) {
      websocket?.close();
      done();
    },
    destroy(error, done) {
      // Without a farewell, for which an API server that is gone would be waited for.
      websocket?.terminate();
      done(error);
    },
  });
  // A refusal of the port may come before the caller listens, and one that is destroyed unread has an error, too.
  tunnel.on("error", () => {});
  let websocket: ForwardSocket | undefined;
  // The client's own way of sending does not wait until what it has was sent.
  const nothing = new PassThrough();
  const opening = new PortForward(kubeConfig).portForward(
    namespace,
    pod,
    [port],
    received,
    failure,
    nothing,
  );
  const opened = await opening.catch((error) => {
    throw new Error(
      `port ${port} of pod ${namespace}/${pod} cannot be forwarded: ${error.message}`,
    );
  });
  if (typeof opened === "function") throw new Error("a single try has one connection");
  websocket = opened;
  // An API server that restarts leaves neither an error nor an end of the data.
  opened.on("error", (error: Error) => tunnel.destroy(error));
  opened.on("close", () => tunnel.push(null));
  heartbeat(opened, (error) => tunnel.destroy(error));
  return tunnel;
}

/** The kubelet names the pod's id and its network in the same sentence. */
function reasonOf(text: string, port: number): string {
  return text.includes("connection refused") ? `nothing listens at the pod's port ${port}` : text;
}

type ForwardSocket = Exclude<
  Awaited<
    ReturnType<InstanceType<typeof import("../kubernetesClient.ts").PortForward>["portForward"]>
  >,
  () => unknown
>;

/** The state of a WebSocket that is open. */
const OPEN = 1;
