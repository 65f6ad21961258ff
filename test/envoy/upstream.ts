import { createServer } from "node:http";

/** What the upstream reports about the request that it received, as response headers. */
export const UPSTREAM_PATH = "x-test-upstream-path";
export const UPSTREAM_HEADERS = "x-test-upstream-headers";
export const UPSTREAM_REQUEST_ID = "x-test-upstream-request-id";

export interface Upstream {
  port: number;
  close(): void;
}

/** A server that answers with what it received, at once. */
export async function startUpstream(): Promise<Upstream> {
  const server = createServer((request, response) => {
    response.setHeader(UPSTREAM_PATH, request.url ?? "");
    response.setHeader(UPSTREAM_REQUEST_ID, request.headers["x-request-id"] ?? "");
    response.setHeader(UPSTREAM_HEADERS, Object.keys(request.headers).toSorted().join(" "));
    response.end();
  });
  // A connection that ends when it has been idle may end while Envoy sends the next request on it, which is a 503.
  server.keepAliveTimeout = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
