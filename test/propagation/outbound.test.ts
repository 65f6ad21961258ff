import "../../src/propagation/register.js";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import * as undici from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { propagationHeaders, run } from "../../src/propagation/api.js";
import { configure } from "../../src/propagation/settings.js";

type Send = (url: string, headers: Record<string, string>) => Promise<string>;

const BROUGHT = {
  baggage: "userId=alice,understudy=pr-12",
  "service-router-payments-shop": "payments-pr-12.shop",
  "x-preview": "pr-12",
};

/** Ways to give headers to each client. */
const WAYS: Record<string, Send> = {
  "fetch, an object": async (url, headers) => (await fetch(url, { headers })).text(),
  "fetch, a URL and a list": async (url, headers) =>
    (await fetch(new URL(url), { headers: Object.entries(headers) })).text(),
  "fetch, a Request": async (url, headers) => (await fetch(new Request(url, { headers }))).text(),
  "fetch, a Request as options": async (url, headers) => {
    const body = new Blob(["x"]);
    return (await fetch(url, new Request(url, { method: "PUT", headers, body }))).text();
  },
  "http.get, an object": (url, headers) => answer(http.get(url, { headers })),
  "http.request, a URL and an object": (url, headers) =>
    answer(http.request(new URL(url), { headers }).end()),
  "http.request, a list": (url, headers) =>
    answer(
      http
        .request(url, { headers: ["Host", "localhost", ...Object.entries(headers).flat()] })
        .end(),
    ),
  "http.request, options alone": (url, headers) => {
    const { hostname, port } = new URL(url);
    return answer(http.request({ hostname, port, headers }).end());
  },
  "http.request, Expect": (url, headers) => {
    const request = http.request(url, { headers: { ...headers, Expect: "100-continue" } });
    request.on("continue", () => request.end());
    return answer(request);
  },
  "undici.request, an object": async (url, headers) =>
    (await undici.request(url, { headers })).body.text(),
  "undici.request, a list": async (url, headers) =>
    (await undici.request(url, { headers: Object.entries(headers).flat() })).body.text(),
  "undici.request, Headers": async (url, headers) =>
    (await undici.request(url, { headers: new undici.Headers(headers) })).body.text(),
  "a Client of undici": async (url, headers) => {
    const client = new undici.Client(url);
    const body = await (await client.request({ path: "/", method: "GET", headers })).body.text();
    await client.close();
    return body;
  },
  "undici.fetch": async (url, headers) => (await undici.fetch(url, { headers })).text(),
};

const server = http.createServer((request, response) => {
  const { method, url, headers, rawHeaders } = request;
  if (url === "/redirect") response.writeHead(302, { location: "/" });
  const own = Object.entries(headers).filter(([name]) =>
    /^(baggage|x-.*|service-router-.*)$/.test(name),
  );
  const lines = rawHeaders.filter((name) => name.toLowerCase() === "baggage").length;
  response.end(JSON.stringify({ method, lines, headers: Object.fromEntries(own) }));
});
let url = "";

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = urlOf(server);
});

afterEach(() => configure({ to: [] }));

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(Object.entries(WAYS))("%s", (_way, send) => {
  const ask = async (headers: Record<string, string>) => JSON.parse(await send(url, headers));

  test("carries what came beside the app's own headers", async () => {
    const { headers, lines } = await run(BROUGHT, () => ask({ "x-own": "1" }));
    expect({ headers, lines }).toEqual({ headers: { ...BROUGHT, "x-own": "1" }, lines: 1 });
  });

  test("keeps what the app has set", async () => {
    const own = { "X-Preview": "own", Baggage: "understudy=own,b=2" };
    const { headers, lines } = await run(BROUGHT, () => ask(own));
    expect({ headers, lines }).toEqual({
      headers: { ...BROUGHT, "x-preview": "own", baggage: "understudy=own,b=2,userId=alice" },
      lines: 1,
    });
  });

  test("adds nothing outside of a request", async () => {
    expect((await ask({})).headers).toEqual({});
  });
});

test("a Request in the place of fetch's options keeps its method", async () => {
  const send = WAYS["fetch, a Request as options"];
  expect(await run(BROUGHT, async () => JSON.parse((await send?.(url, {})) ?? ""))).toMatchObject({
    method: "PUT",
  });
});

describe("where a request goes decides what it gets", () => {
  const { baggage: _, ...routing } = BROUGHT;

  test.each([
    ["payments.shop.svc", [], BROUGHT],
    ["payments.shop", [], { ...routing, baggage: "understudy=pr-12" }],
    ["api.example.com", [], {}],
    ["api.example.com", ["example.com"], BROUGHT],
  ])("%s with %j", async (host, to, expected) => {
    configure({ to });
    const sent = run(BROUGHT, () => answer(http.get(url, { headers: { host } })));
    expect(JSON.parse(await sent).headers).toEqual(expected);
    expect(run(BROUGHT, () => propagationHeaders(`http://${host}/`))).toEqual(expected);
  });
});

test("a redirect carries the same", async () => {
  const sent = run(BROUGHT, () => fetch(`${url}/redirect`));
  expect(JSON.parse(await (await sent).text()).headers).toEqual(BROUGHT);
});

test.each(["fetch, an object", "undici.request, an object"])(
  "%s: baggage that is added to a request already made becomes one with it, and comes first",
  async (way) => {
    const add = (message: unknown): void => {
      Object(message).request.addHeader("baggage", "understudy=own,b=2");
    };
    subscribe("undici:request:create", add);
    const sent = await run(BROUGHT, () => WAYS[way]?.(url, {}));
    unsubscribe("undici:request:create", add);
    expect(JSON.parse(sent ?? "")).toMatchObject({
      lines: 1,
      headers: { baggage: "understudy=own,b=2,userId=alice" },
    });
  },
);

test("a wrong request fails as it does without", async () => {
  await expect(run(BROUGHT, () => fetch("nonsense"))).rejects.toThrow("Failed to parse URL");
  await expect(run(BROUGHT, () => fetch(url, { headers: { "a b": "x" } }))).rejects.toThrow(
    "invalid header name",
  );
  expect(() => run(BROUGHT, () => http.get("nonsense"))).toThrow("Invalid URL");
});

test("a response that nobody listens for is drained", async () => {
  const request = run(BROUGHT, () => http.get(url));
  await once(request, "close");
  expect(request.destroyed).toBe(true);
});

describe("listeners run with what their own request carries", () => {
  const first = { "x-preview": "first" };

  test("of an error on a connection that another request opened", async () => {
    const closing = http.createServer((request, response) => {
      if (request.url === "/close") request.socket.destroy();
      else response.end("{}");
    });
    await once(closing.listen(0, "127.0.0.1"), "listening");
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    await run(first, () => answer(http.get(urlOf(closing), { agent })));
    const request = http.get(`${urlOf(closing)}/close`, { agent });
    const carried = new Promise((resolve) => {
      request.on("error", () => resolve(propagationHeaders()));
    });
    expect(await carried).toEqual({});
    expect(request.reusedSocket).toBe(true);
    closing.close();
  });

  test("of HTTP/2 streams of one session that was still connecting", async () => {
    const plain = http2.createServer((request, response) => {
      response.end(String(request.headers["x-preview"]));
    });
    await once(plain.listen(0, "127.0.0.1"), "listening");
    const session = http2.connect(urlOf(plain));
    const send = async () => {
      const stream = session.request({ ":path": "/" });
      const carried = new Promise((resolve) => {
        stream.on("response", () => resolve(propagationHeaders()));
      });
      return [await text(stream), await carried];
    };
    const sent = [run(first, send), send(), run({ "x-preview": "third" }, send)];
    expect(await Promise.all(sent)).toEqual([
      ["first", first],
      ["undefined", {}],
      ["third", { "x-preview": "third" }],
    ]);
    session.close();
    plain.close();
  });

  test.runIf(Number.parseInt(process.versions.node, 10) >= 24)(
    "HTTP/2 headers given as a list are carried on too, and stay sensitive",
    async () => {
      const plain = http2.createServer((request, response) => {
        const { authorization, baggage, "x-preview": key } = request.headers;
        const sensitive = Reflect.get(request.headers, http2.sensitiveHeaders);
        response.end(JSON.stringify({ authorization, baggage, key, sensitive }));
      });
      await once(plain.listen(0, "127.0.0.1"), "listening");
      const session = http2.connect(urlOf(plain));
      const headers = Object.assign([":path", "/", "authorization", "x"], {
        [http2.sensitiveHeaders]: ["authorization"],
      });
      const sent = run(BROUGHT, () => text(session.request(headers)));
      expect(JSON.parse(await sent)).toEqual({
        authorization: "x",
        baggage: BROUGHT.baggage,
        key: "pr-12",
        sensitive: ["authorization"],
      });
      session.close();
      plain.close();
    },
  );
});

function urlOf(listening: { address(): AddressInfo | string | null }): string {
  const address = listening.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

async function answer(request: http.ClientRequest): Promise<string> {
  const [response] = await once(request, "response");
  return text(response);
}
