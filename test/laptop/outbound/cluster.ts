import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { onTestFinished } from "vitest";
import { LinkError } from "../../../src/laptop/link/link.ts";
import type { Reach } from "../../../src/laptop/outbound/reach.ts";

/** An address that no machine has (RFC 5737), as cluster IPs are none of this machine's. */
export const CLUSTER_IP = "192.0.2.10";

/** A cluster with one Service, `service-b`, all of whose ports lead to a port of this machine. */
export function clusterOf(port: number): Reach & { dialled: string[] } {
  const dialled: string[] = [];
  return {
    dialled,
    async dial(host, asked) {
      dialled.push(`${host}:${asked}`);
      if (host !== "service-b" && host !== CLUSTER_IP) {
        throw new LinkError("ENOTFOUND", `getaddrinfo ENOTFOUND ${host}`);
      }
      if (asked === 1) throw new LinkError("ECONNREFUSED", `connect ECONNREFUSED ${host}:1`);
      return connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    },
    async resolve(name, type) {
      if (name === "10.2.0.192.in-addr.arpa" && type === "PTR") return ["service-b"];
      if (name !== "service-b") throw new LinkError("ENOTFOUND", `query${type} ENOTFOUND ${name}`);
      if (type === "A") return [CLUSTER_IP];
      if (type === "SRV") return [{ name: "service-b", port: 5100, priority: 0, weight: 1 }];
      throw new LinkError("ENODATA", `query${type} ENODATA ${name}`);
    },
  };
}

/** Serves HTTP on this machine until the test ends. */
export function serveHttp(listener: RequestListener): Promise<number> {
  return listening(createHttpServer(listener));
}

/** Answers each connection, once its client has ended, with what it received. */
export function serveEcho(): Promise<number> {
  return listening(createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket)));
}

export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
