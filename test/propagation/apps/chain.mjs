// One process with a server of every kind. The path of a request is a plan: `/grpc-grpc/fetch-http` has the service that
// is asked call another one by gRPC, and that one a third by fetch; the last one answers with the headers that it got.
// Nothing here knows of route keys but through `carry`, by which an app uses the explicit functions.
import { EventEmitter, once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

/** What an app does itself where it does not rely on `--import`. */
const NOTHING = {
  http: (handler) => handler,
  express: () => {},
  fastify: () => {},
  run: (_headers, work) => work(),
  fetch: (fetch) => fetch,
  headers: () => ({}),
  interceptors: [],
};

const PSK = {
  ciphers: "PSK",
  maxVersion: "TLSv1.2",
  pskIdentityHint: "",
  checkServerIdentity: () => undefined,
};
const KEY = Buffer.from("0123456789abcdef");
const METHOD = {
  path: "/chain.Chain/Call",
  requestStream: false,
  responseStream: false,
  requestSerialize: (text) => Buffer.from(text),
  requestDeserialize: (bytes) => bytes.toString(),
  responseSerialize: (text) => Buffer.from(text),
  responseDeserialize: (bytes) => bytes.toString(),
};

export async function start(modules, carry = {}) {
  const helped = { ...NOTHING, ...carry };
  const ports = {};
  const clients = makeClients(modules, helped, ports);
  const flaky = new Set();
  const handle = async (path, headers) => {
    const [step = "", ...rest] = path.split("/").filter((part) => part !== "");
    if (step === "") return JSON.stringify(shown(headers));
    if (step.startsWith("flaky")) {
      if (!flaky.has(step)) {
        flaky.add(step);
        return undefined;
      }
      return JSON.stringify(shown(headers));
    }
    await hesitate();
    const [client, server] = step.split("-");
    return clients[client](server, `/${rest.join("/")}`);
  };
  await listen(modules, helped, ports, handle);
  console.log(JSON.stringify(ports));
}

async function listen(modules, carry, ports, handle) {
  const { http, https, http2, express, fastify, grpc } = modules;
  const answer = carry.http((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    // By the event and not by a promise: it is fired from the socket.
    request.on("end", () => reply(response, handle(request.url, request.headers), body));
  });
  const bare = {
    http: http.createServer(answer),
    https: https.createServer({ ...PSK, pskCallback: () => KEY }, answer),
    compat: http2.createServer(answer),
    http2: http2.createServer(),
  };
  bare.http2.on("stream", (stream, headers) =>
    carry.run(headers, () =>
      handle(headers[":path"], headers).then((text) => {
        stream.respond({ ":status": 200 });
        stream.end(text);
      }),
    ),
  );
  const app = express();
  carry.express(app);
  app.use(express.text());
  app.post("/*plan", (request, response) => reply(response, handle(request.url, request.headers)));
  bare.express = app.listen(0, "127.0.0.1");
  for (const [kind, server] of Object.entries(bare)) {
    if (kind !== "express") server.listen(0, "127.0.0.1");
    if (!server.listening) await once(server, "listening");
    ports[kind] = server.address().port;
  }
  const instance = fastify();
  await carry.fastify(instance);
  instance.post("/*", (request) => handle(request.url, request.headers));
  await instance.listen({ port: 0, host: "127.0.0.1" });
  ports.fastify = instance.server.address().port;

  const server = new grpc.Server();
  server.addService(
    { call: METHOD },
    {
      call: (call, callback) =>
        carry.run(call.metadata, () => {
          handle(call.request, call.metadata.getMap()).then(
            (text) => callback(null, text),
            callback,
          );
        }),
    },
  );
  ports.grpc = await new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

/** The clients of one kind share their few connections, which requests have to wait for. */
function makeClients({ http, https, http2, undici, grpc }, carry, ports) {
  const fetching = carry.fetch((...args) => globalThis.fetch(...args));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
  const pool = new undici.Agent({ connections: 2 });
  const retrying = new undici.Agent({ connections: 1 }).compose(
    undici.interceptors.retry({ minTimeout: 1, maxTimeout: 1 }),
  );
  const sessions = {};
  let caller;
  const url = (server, path) => `http://127.0.0.1:${ports[server]}${path}`;
  const byUndici = (method, dispatcher) => async (server, path) => {
    const headers = { "content-type": "text/plain", ...carry.headers(url(server, path)) };
    const body = method === "GET" ? undefined : "x";
    const made = undici.request(url(server, path), { method, headers, body, dispatcher });
    return (await made).body.text();
  };
  const byHttp = (module, options) => (server, path) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "text/plain", ...carry.headers(url(server, path)) };
      const target = { host: "127.0.0.1", port: ports[server], path, method: "POST", headers };
      const request = module.request({ ...target, ...options }, (response) => {
        let text = "";
        response.on("data", (part) => {
          text += part;
        });
        response.on("end", () => resolve(text));
      });
      request.on("error", reject);
      request.end("x");
    });
  return {
    fetch: async (server, path) => {
      const headers = { "content-type": "text/plain" };
      return (await fetching(url(server, path), { method: "POST", headers, body: "x" })).text();
    },
    undici: byUndici("POST"),
    pool: byUndici("POST", pool),
    retry: byUndici("GET", retrying),
    http: byHttp(http, { agent }),
    https: byHttp(https, { ...PSK, pskCallback: () => ({ psk: KEY, identity: "chain" }) }),
    http2: async (server, path) => {
      sessions[server] ??= http2.connect(url(server, ""));
      const pseudo = { ":path": path, ":method": "POST" };
      const stream = sessions[server].request({ ...pseudo, ...carry.headers(url(server, path)) });
      stream.setEncoding("utf8");
      stream.end("x");
      let text = "";
      for await (const part of stream) text += part;
      return text;
    },
    grpc: (server, path) =>
      new Promise((resolve, reject) => {
        caller ??= new (grpc.makeGenericClientConstructor({ call: METHOD }, "Chain"))(
          `127.0.0.1:${ports[server]}`,
          grpc.credentials.createInsecure(),
          { interceptors: carry.interceptors },
        );
        caller.call(path, (error, text) => (error ? reject(error) : resolve(text)));
      }),
  };
}

/** Timers, promises, streams' and emitters' events lie between a request and what it causes. */
async function hesitate() {
  await wait(Math.random() * 5);
  await new Promise((resolve) => setImmediate(resolve));
  const emitter = new EventEmitter();
  process.nextTick(() => emitter.emit("go"));
  await once(emitter, "go");
}

async function reply(response, answer) {
  const text = await answer.catch((error) => String(error.stack));
  if (text === undefined) response.statusCode = 503;
  response.end(text ?? "");
}

function shown(headers) {
  const own = Object.entries(headers).filter(([name]) =>
    /^(baggage|authorization|cookie|x-.*|service-router-.*)$/.test(name),
  );
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
