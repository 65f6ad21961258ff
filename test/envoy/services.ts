import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** One service's answer: its name, the request that it received, and the answer of the service that it called. */
export interface Answer {
  service: string;
  headers: Record<string, string>;
  next?: Answer;
}

/** The services of the tests, each a server on loopback. */
export interface Services {
  /** Ports by the full names of the Services. */
  ports: Record<string, number>;
  /** Port of the sidecar through which they call each other. */
  sidecar: number;
  /** Continues every open event stream. */
  release(): void;
  close(): void;
}

/** Header with the chain of services to call: each calls the next. */
export const CALLS = "x-test-calls";
/** Header with the names of the headers that a service passes on with its own call. */
export const FORWARDS = "x-test-forwards";

/**
 * Starts a server for each name. `GET /events` is a stream of two events, the second once `release` is called; an
 * upgrade to WebSocket is taken, and what comes then is sent back; anything else is answered with an `Answer`, after the
 * call that the request asks for.
 */
export async function startServices(names: string[]): Promise<Services> {
  const waiting = new Set<() => void>();
  const services: Services = {
    ports: {},
    sidecar: 0,
    release: () => {
      for (const wake of waiting) wake();
    },
    close: () => {
      for (const server of servers) server.close().closeAllConnections();
    },
  };
  const servers: Server[] = [];
  for (const name of names) {
    const server = createServer({ maxHeaderSize: 65_536 }, (incoming, response) => {
      if (incoming.url !== "/events") return answer(name, incoming, response, services);
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: one\n\n");
      waiting.add(() => response.end("data: two\n\n"));
    });
    server.on("upgrade", (_incoming, socket) => {
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n",
      );
      socket.write(`x-test-service: ${name}\r\n\r\n`);
      socket.pipe(socket);
      // Closed by the other side: nothing is lost.
      socket.on("error", () => socket.destroy());
    });
    // A connection that ends when it has been idle may end while Envoy sends the next request on it, which is a 503.
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    services.ports[name] = address.port;
    servers.push(server);
  }
  return services;
}

async function answer(
  service: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
  { sidecar }: Services,
): Promise<void> {
  const [next, ...rest] = textOf(headers[CALLS]).split(" ").filter(Boolean);
  const flat = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, textOf(value)]),
  );
  const passed = textOf(headers[FORWARDS])
    .split(" ")
    .filter((name) => headers[name] !== undefined);
  const called =
    next === undefined
      ? undefined
      : await call(sidecar, next, {
          ...Object.fromEntries(passed.map((name) => [name, textOf(headers[name])])),
          [CALLS]: rest.join(" "),
          [FORWARDS]: textOf(headers[FORWARDS]),
        });
  const body: Answer = {
    service,
    headers: flat,
    ...(called && { next: JSON.parse(called.body) }),
  };
  response.end(JSON.stringify(body));
}

const agent = new Agent({ keepAlive: true });

/** Calls a host at a proxy on loopback. */
export async function call(
  port: number,
  host: string,
  headers: Record<string, string | string[]> = {},
  { method = "GET", path = "/" } = {},
): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = {
    port,
    host: "127.0.0.1",
    method,
    path,
    headers: { ...headers, host },
    agent,
  };
  request(options, resolve).on("error", reject).end();
  const response = await promise;
  return { status: response.statusCode ?? 0, body: await text(Readable.from(response)) };
}

/** The names of the services that a call went through, one after another. */
export function chain({ service, next }: Answer): string[] {
  return [service, ...(next === undefined ? [] : chain(next))];
}

function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}
