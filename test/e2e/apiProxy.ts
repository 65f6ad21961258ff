import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { load } from "js-yaml";
import { onTestFinished } from "vitest";

/** A way to the API server that a test can close. */
export interface ApiProxy {
  /** A kubeconfig that leads through it. */
  kubeconfig: string;
  /** Resolves to a function that lets the answer go, once there is an answer to a request of this method and path. */
  hold(method: string, path: RegExp): Promise<() => void>;
}

/**
 * Passes requests on to the API server until the test is over.
 *
 * @param kubeconfig of a user with a token
 */
export async function startApiProxy(kubeconfig: string): Promise<ApiProxy> {
  const config = Object(load(kubeconfig));
  const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
  const ca = Buffer.from(authority, "base64");
  let held: { matches(asked: IncomingMessage): boolean; seen(go: () => void): void } | undefined;
  const proxy = createServer((asked, answer) => {
    const { method, url = "", headers } = asked;
    const { host: _, ...passed } = headers;
    const onward = request(server + url, { method, headers: passed, ca }, async (answered) => {
      const hold = held?.matches(asked) ? held : undefined;
      if (hold !== undefined) {
        held = undefined;
        await new Promise<void>((go) => hold.seen(go));
      }
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const [cluster] = config.clusters;
  // Without this word the client refuses to send a token by plain HTTP.
  const plain = { server: url, "insecure-skip-tls-verify": true };
  const through = { ...config, clusters: [{ ...cluster, cluster: plain }] };
  return {
    kubeconfig: JSON.stringify(through),
    hold: (method, path) =>
      new Promise((seen) => {
        held = { matches: (one) => one.method === method && path.test(one.url ?? ""), seen };
      }),
  };
}
