// Runs in the cluster: a service that calls the next one, if there is one, and answers with all hops of the request.
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { hostname } from "node:os";
import { text } from "node:stream/consumers";

/** What one service saw. */
export interface Hop {
  name: string;
  headers: IncomingHttpHeaders;
}

// Without a name, that of its Deployment, which a pod's begins with.
const { NAME = hostname().replace(/(-[^-]+){2}$/, ""), NEXT } = process.env;

const server = createServer(async (request, response) => {
  const { method = "GET", url = "/", headers } = request;
  const body = await text(request);
  const hops: Hop[] = [{ name: NAME, headers }];
  let status = 200;
  if (NEXT !== undefined) {
    const next = await fetch(`http://${NEXT}${url}`, {
      method,
      headers: carried(headers),
      ...(body !== "" && { body }),
    });
    status = next.status;
    const answer = await next.text();
    // A mock answers with something else than a list of hops.
    const rest = next.headers.has("x-hop") ? JSON.parse(answer) : [{ name: "mock", headers: {} }];
    hops.push(...rest);
  }
  response.writeHead(status, { "content-type": "application/json", "x-hop": NAME });
  response.end(JSON.stringify(hops));
});
// By default Node closes idle connections after 5 s, and the sidecar may just be sending a request on one.
server.keepAliveTimeout = 0;
server.listen(8080);

/** What the request itself asks to be passed on, as each service of a real shop does for the headers that it knows. */
function carried(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ["x-carry", "content-type", ...String(headers["x-carry"] ?? "").split(",")];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}

// gRPC on the wire: HTTP/2 without TLS, where the status comes in the trailers.
const grpc = createHttp2Server();
grpc.on("stream", (stream) => {
  const head = { ":status": 200, "content-type": "application/grpc", "x-hop": NAME };
  stream.respond(head, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end();
});
grpc.listen(8081);
