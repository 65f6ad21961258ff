import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { load } from "js-yaml";
import { onTestFinished } from "vitest";

/** A way to the API server that a test can close. */
export interface ApiProxy {
  /** A kubeconfig that leads through it. */
  kubeconfig: string;
  /** Resolves to a function that lets the answer go, once there is an answer to a request of this method and path. */
  hold(method: string, path: RegExp): Promise<() => void>;
  /** Breaks all connections and takes no others, as where the network is gone. */
  cut(): void;
  mend(): void;
  /** The requests that were to change something, but for the Lease: `PATCH /apis/…`. */
  writes: string[];
  /** The most of them that were under way at once. */
  mostWrites: number;
}

/**
 * Passes requests on to the API server until the test is over.
 *
 * @param kubeconfig of a user with a token
 * @param namespaces the only ones that lists of all namespaces show, so that whoever looks at all leaves others alone
 * @param gathered no write is answered before so many have been under way at once
 */
export async function startApiProxy(
  kubeconfig: string,
  namespaces?: readonly string[],
  gathered = 0,
): Promise<ApiProxy> {
  const config = Object(load(kubeconfig));
  const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
  const ca = Buffer.from(authority, "base64");
  const agent = new Agent({ keepAlive: true, ca });
  let held: { matches(asked: IncomingMessage): boolean; seen(go: () => void): void } | undefined;
  let isCut = false;
  let writing = 0;
  const { promise: hasGathered, resolve: gather } = Promise.withResolvers<void>();
  if (gathered === 0) gather();
  const proxy = createServer((asked, answer) => {
    const { method = "", url = "", headers } = asked;
    if (isCut) return void asked.socket.destroy();
    const isWrite = method !== "GET" && !url.includes("/leases");
    if (isWrite) {
      result.writes.push(`${method} ${url.split("?")[0]}`);
      result.mostWrites = Math.max(result.mostWrites, ++writing);
      if (result.mostWrites >= gathered) gather();
      answer.on("close", () => writing--);
    }
    const { host: _, "accept-encoding": __, ...passed } = headers;
    const options = { method, headers: passed, agent };
    const onward = request(server + url, options, async (answered) => {
      const hold = held?.matches(asked) ? held : undefined;
      if (hold !== undefined) {
        held = undefined;
        await new Promise<void>((go) => hold.seen(go));
      }
      if (isWrite) await hasGathered;
      if (namespaces === undefined || !isListOfAll(method, url)) {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
        return;
      }
      const { "content-length": ___, ...kept } = answered.headers;
      answer.writeHead(answered.statusCode ?? 502, kept);
      answer.end(within(namespaces, await text(answered)));
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
    agent.destroy();
  });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const [cluster] = config.clusters;
  // Without this word the client refuses to send a token by plain HTTP.
  const plain = { server: url, "insecure-skip-tls-verify": true };
  const through = { ...config, clusters: [{ ...cluster, cluster: plain }] };
  const result: ApiProxy = {
    kubeconfig: JSON.stringify(through),
    hold: (method, path) =>
      new Promise((seen) => {
        held = { matches: (one) => one.method === method && path.test(one.url ?? ""), seen };
      }),
    cut() {
      isCut = true;
      proxy.closeAllConnections();
    },
    mend() {
      isCut = false;
    },
    writes: [],
    mostWrites: 0,
  };
  return result;
}

function isListOfAll(method: string, url: string): boolean {
  const isNamed = /\/namespaces\/./.test(url);
  return method === "GET" && !isNamed && /^\/apis?\//.test(url);
}

/** Returns a list without what is in other namespaces, and anything else as it is. */
function within(namespaces: readonly string[], body: string): string {
  const { items, ...list }: { items?: { metadata: { name: string; namespace?: string } }[] } =
    JSON.parse(body);
  if (items === undefined) return body;
  const shown = items.filter(({ metadata: { name, namespace = name } }) =>
    namespaces.includes(namespace),
  );
  return JSON.stringify({ ...list, items: shown });
}
