import { type LinkSocket, serveLinkSocket } from "../outbound/linkSocket.ts";
import { nodeVariables } from "../outbound/nodeVariables.ts";
import { serveProxy } from "../outbound/proxy.ts";
import { proxyVariables } from "../outbound/proxyVariables.ts";
import type { Reach } from "../outbound/reach.ts";
import { whyNotTransparent } from "../transparent/whyNot.ts";

/** How a program reaches the cluster. */
export interface Ways {
  /** What is said about it, in one line. */
  text: string;
  isTransparent: boolean;
  linkSocket: LinkSocket;
  /** The variables that lead to the cluster. */
  variables(nodeOptions: string | undefined): Record<string, string>;
  close(): void;
}

/**
 * Opens the ways to the cluster.
 *
 * @param folder of the session
 * @param transparent whether the program is to have a network of its own; where that is not possible, it has proxies, and
 *   the text says why
 */
export async function openWays(reach: Reach, folder: string, transparent: boolean): Promise<Ways> {
  const linkSocket = await serveLinkSocket(reach, folder);
  const why = transparent ? whyNotTransparent() : undefined;
  if (transparent && why === undefined) {
    return {
      text: "Every program reaches the cluster, in a network of its own: TCP and DNS, without UDP.",
      isTransparent: true,
      linkSocket,
      variables: () => ({}),
      close: linkSocket.close,
    };
  }
  const proxy = await serveProxy(reach);
  const not = why === undefined ? "" : ` --transparent is not possible here: ${why}.`;
  return {
    text: `Programs reach the cluster by HTTP_PROXY, HTTPS_PROXY and ALL_PROXY; Node programs without them.${not}`,
    isTransparent: false,
    linkSocket,
    variables: (nodeOptions) => ({
      ...proxyVariables(proxy),
      ...nodeVariables(linkSocket.path, nodeOptions),
    }),
    close() {
      proxy.close();
      linkSocket.close();
    },
  };
}
