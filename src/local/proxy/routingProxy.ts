import { once } from "node:events";
import { Agent, createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { firstMatch } from "../../routing/interpret.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { type Action, actionOf, type ProxiedRequest } from "./action.ts";
import { forward, forwardUpgrade, type Onward } from "./forward.ts";
import { type Hosts, knownHost, routesOf } from "./hosts.ts";

/** Response headers with the route that took the request, and the host that it leads to. */
export const ROUTE_HEADER = "x-understudy-route";
export const DESTINATION_HEADER = "x-understudy-destination";

export interface RoutingProxy {
  port: number;
  url: string;
  /** Routes new requests by these hosts. Requests in progress are not affected. */
  replace(hosts: Hosts): void;
  close(): Promise<void>;
}

/**
 * Starts a reverse proxy that routes requests as the mesh would: it looks up the `Host`, tries its routes in order, and
 * forwards the request to the service on this machine that stands for the destination.
 *
 * @param options port 0 takes any free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function startRoutingProxy(
  first: Hosts,
  { port, host }: { port: number; host: string },
): Promise<RoutingProxy> {
  let hosts = first;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const routed = proxiedRequest(incoming);
    const next = decide(hosts, routed);
    if (next.kind === "answer") outgoing.writeHead(next.status, next.headers).end(next.body);
    else forward(incoming, routed, outgoing, next.onward, agent);
  });
  server.on("upgrade", (incoming, socket, head) => {
    const routed = proxiedRequest(incoming);
    const next = decide(hosts, routed);
    socket.unshift(head);
    if (next.kind === "forward") forwardUpgrade(incoming, routed, socket, next.onward);
    else socket.end(`HTTP/1.1 ${next.status} \r\nconnection: close\r\n\r\n${next.body}`);
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    replace(next) {
      hosts = next;
    },
    async close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

type Decision = Extract<Action, { kind: "answer" }> | { kind: "forward"; onward: Onward };

function decide(hosts: Hosts, request: ProxiedRequest): Decision {
  const header = request.headers.host ?? "";
  const name = knownHost(hosts, header);
  if (name === undefined) {
    const known = [...new Set([...hosts.routes.keys(), ...hosts.urls.keys()])].sort();
    return refuse(404, `no such host: "${header}"\nHosts here:\n  ${known.join("\n  ")}\n`);
  }
  const taken = firstMatch(routesOf(hosts, name), request);
  if (taken === undefined) return refuse(404, `${name}: none of its routes takes this request\n`);
  const { route, alternative } = taken;
  const action = actionOf(route, route.match?.[alternative], request, Math.random());
  if (action.kind === "answer") return action;
  const url = hosts.urls.get(action.host);
  if (url === undefined) {
    const fix = `--to ${shortName(action.host)}=http://localhost:<port> gives it an address.`;
    return refuse(503, `${action.host}: nothing on this machine stands for it\n${fix}\n`);
  }
  const said = { [ROUTE_HEADER]: route.name ?? "", [DESTINATION_HEADER]: action.host };
  const response = { ...action.response, set: { ...action.response.set, ...said } };
  return { kind: "forward", onward: { ...action, url, response } };
}

function refuse(status: number, body: string): Decision {
  return { kind: "answer", status, headers: { "content-type": "text/plain" }, body };
}

/** Joins several lines of one header, as Envoy does. Node keeps only the first line of some headers. */
function proxiedRequest(incoming: IncomingMessage): ProxiedRequest {
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === "cookie" ? "; " : ","),
    ]),
  );
  return { method: incoming.method ?? "GET", target: incoming.url ?? "/", headers };
}
