import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { endAll, type Run, run } from "./process.ts";
import { documentOf, folderOf, write } from "./project.ts";

afterEach(endAll);

const stack = (users: string) => `config:
  understudy:kubeContext: kind-test
  understudy:defaults: { registry: none, delivery: configMap, istio: none, namespace: shop }
  understudy:router: { hosts: [payments.shop, { host: users.shop, base: users.yaml, entries: ${users} }] }
  understudy:previewHosts: { gateway: ingress/public, domain: example.com, apis: [{ api: pay, service: payments.shop }] }
  understudy:services:
    - name: payments
      spec: specs/payments.yaml
      replaces: { host: payments.shop, routes: [GET /refunds], when: { key: load } }
    - { name: users, spec: specs/users.yaml }
`;

const shop = {
  "Pulumi.stg.yaml": stack("[{ key: alice, to: users-alice.shop }]"),
  "users.yaml":
    "- { match: [{ uri: { prefix: /v1/ } }], rewrite: { uri: / }, route: [{ destination: { host: users } }] }\n",
  "specs/payments.yaml": documentOf(["/payments", "/refunds"]),
  "specs/users.yaml": documentOf(["/users"], "the mock"),
};

/** A stack whose routes lead to a service without a mock, to its replica, and to a service without a document. */
const withCatalog = {
  ...shop,
  "Pulumi.stg.yaml": shop["Pulumi.stg.yaml"].replace(
    "users-alice.shop }] }",
    "users-alice.shop }] }, { host: catalog.shop, base: catalog.yaml, entries: [{ key: eve, to: catalog-eve.shop }] }",
  ),
  "catalog.yaml":
    "- { match: [{ uri: { prefix: /images/ } }], route: [{ destination: { host: images.media.svc.cluster.local } }] }\n",
  "specs/catalog.json": documentOf(["/items"], "the catalog"),
};

describe("npm start -- --router", () => {
  it("sends requests by host and key to mocks and to processes of this machine", async () => {
    const process = await ownProcess();
    const { ask } = await started(folderOf(shop), "--to", `users.shop@bob=${process}`);
    expect(await ask("users.shop", "/v1/users")).toBe("the mock");
    expect(await ask("users.shop", "/v1/users", { "x-preview": "bob" })).toBe("mine at /users");
    expect(await ask("payments.shop", "/refunds")).toBe("hello");
    expect(await ask("payments-prism-mock.shop-prism-mock", "/refunds")).toBe("hello");
    expect(await ask("preview-load-pay.example.com", "/refunds")).toBe("hello");
  });

  it("plays a service that is not here by its document beside the stack's, and a replica by its origin's", async () => {
    const { start, ask } = await started(folderOf(withCatalog));
    expect(await ask("catalog.shop", "/items")).toBe("the catalog");
    expect(await ask("catalog.shop", "/items", { "x-preview": "eve" })).toBe("the catalog");
    expect(await ask("users.shop", "/users", { baggage: "understudy=alice" })).toBe("the mock");
    expect(addressesOf(start.stdout)).toEqual([
      ["catalog.shop", "specs/catalog.json"],
      ["users-alice.shop", "specs/users.yaml"],
      ["catalog-eve.shop", "specs/catalog.json"],
    ]);
  });

  it("shows the routes that lead somewhere, names the destinations without an address, and a request with a key", async () => {
    const { start, ask } = await started(folderOf(withCatalog));
    const [url] = /http\S+(?= sends requests)/.exec(start.stdout) ?? [];
    expect(start.stdout).not.toMatch(/^ .*images\.media/m);
    expect(start.stdout).toContain(
      "Not shown: routes to images.media, which get 503. --to images.media=http://localhost:<port> gives an address.\n" +
        `\n  curl -i -H 'Host: catalog.shop' ${url}/items\n` +
        `  curl -i -H 'Host: catalog.shop' -H 'x-preview: eve' ${url}/items\n`,
    );
    expect(await ask("catalog.shop", "/images/1")).toBe(
      "images.media.svc.cluster.local: nothing on this machine stands for it\n" +
        "--to images.media=http://localhost:<port> gives it an address.\n",
    );
  });

  it("prefers the process of --to to a mock, and shows the key that --to names", async () => {
    const process = await ownProcess();
    const { start, ask } = await started(
      folderOf(withCatalog),
      "--to",
      `catalog.shop@bob=${process}`,
    );
    expect(await ask("catalog.shop", "/items", { "x-preview": "bob" })).toBe("mine at /items");
    expect(start.stdout).toContain("-H 'x-preview: bob'");
    expect(addressesOf(start.stdout)).not.toContainEqual(["catalog-bob.shop", expect.anything()]);
  });

  it("tells scripts which documents play services", async () => {
    const ports = ["--router-port", "0", "--port", "0"];
    const start = run(folderOf(withCatalog), "start", "--router", ...ports, "--json");
    await start.prints(/\n/);
    const { router, services } = JSON.parse(start.stdout);
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(router.standIns).toEqual([
      { host: "catalog.shop", document: "specs/catalog.json", url },
      { host: "users-alice.shop", document: "specs/users.yaml", url },
      { host: "catalog-eve.shop", document: "specs/catalog.json", url },
    ]);
    expect(services.map(({ name }: { name: string }) => name)).toEqual(["payments", "users"]);
  });

  it("plays no service of the stack that --service leaves out", async () => {
    const { ask } = await started(folderOf(shop), "--service", "payments");
    expect(await ask("users.shop", "/v1/users")).toMatch(
      /^users\.shop\S+: nothing on this machine/,
    );
  });

  it("gives an entry of the stack the address that --to has for its key", async () => {
    const process = await ownProcess();
    const { ask } = await started(folderOf(shop), "--to", `users.shop@alice=${process}`);
    expect(await ask("users.shop", "/me", { "x-preview": "alice" })).toBe("mine at /me");
  });

  it("routes preview hosts as the gateway would", async () => {
    const process = await ownProcess();
    const { ask } = await started(folderOf(shop), "--to", `payments.shop@pr-12=${process}`);
    expect(await ask("preview-pr-12-pay.example.com.localhost", "/x")).toBe("mine at /x");
    expect(await ask("preview-alice-pay.example.com", "/refunds")).toBe("hello");
  });

  it("takes up edits of the routes, and keeps the last whole ones when they break", async () => {
    const folder = folderOf(shop);
    const { ask, start } = await started(folder);
    write(folder, "users.yaml", "- { name: [] }\n");
    await start.prints(/Until this is fixed, the last valid state is served\./);
    expect(await ask("users.shop", "/v1/users")).toBe("the mock");
    write(folder, "users.yaml", "- { directResponse: { status: 200, body: { string: base } } }\n");
    await start.prints(/Routed anew\./);
    expect(await ask("users.shop", "/v1/users")).toBe("base");
  });

  it("tells scripts where each route leads", async () => {
    const folder = folderOf({ ...shop, "Pulumi.stg.yaml": stack("[]"), "users.yaml": "[]\n" });
    const start = run(folder, "start", "--router", "--router-port", "0", "--port", "0", "--json");
    await start.prints(/\n/);
    const { router, services } = JSON.parse(start.stdout);
    const [payments, users] = services.map(({ url }: { url: string }) => url);
    const mock = { host: "payments-prism-mock.shop-prism-mock", url: payments };
    expect(router).toEqual({
      url: router.url,
      header: "x-preview",
      routes: [
        {
          host: "payments.shop",
          route: "load mock GET /refunds",
          destination: mock.host,
          url: payments,
        },
        { host: "payments.shop", route: "default", destination: "payments.shop", url: payments },
        { host: "users.shop", route: "default", destination: "users.shop", url: users },
        {
          host: "preview-load-pay.example.com",
          route: "mock GET /refunds",
          destination: mock.host,
          url: payments,
        },
        {
          host: "preview-load-pay.example.com",
          route: "default",
          destination: "payments.shop",
          url: payments,
        },
        { host: mock.host, route: "default", destination: mock.host, url: payments },
        {
          host: "users-prism-mock.shop-prism-mock",
          route: "default",
          destination: "users-prism-mock.shop-prism-mock",
          url: users,
        },
      ],
    });
  });

  it.each([
    [["--router", "specs/users.yaml"], /^--router: routes a stack's services/],
    [
      ["--to", "users.shop=http://localhost:1"],
      /^--to: says where the router leads\.\n {2}Add --router\./,
    ],
    [["--router", "--router-port", "x"], /^--router-port: expected a number from 0 to 65535/],
  ])("is refused with %j", async (args, message) => {
    const start = run(folderOf(shop), "start", ...args);
    expect(await start.ended).toBe(2);
    expect(start.stderr).toMatch(message);
  });

  it("says when its port is in use", async () => {
    const url = await ownProcess();
    const { port } = new URL(url);
    const ports = ["--router-port", port, "--port", "0"];
    const start = run(folderOf(shop), "start", "--router", ...ports);
    expect([await start.ended, start.stderr]).toEqual([
      1,
      `router: port ${port}: in use by another program.\n` +
        "  Choose another one with --router-port, such as --router-port 4100.\n",
    ]);
  });
});

/** The Services that mocks play, with their documents. */
function addressesOf(stdout: string): (string | undefined)[][] {
  const [, table = ""] = /SERVICE +URL +DOCUMENT\n(.*?)\n\n/s.exec(stdout) ?? [];
  return [...table.matchAll(/^ {2}(\S+) +\S+ +(\S+)$/gm)].map(([, host, file]) => [host, file]);
}

/** A start with the router at any free port, once it is announced. */
async function started(folder: string, ...args: string[]) {
  const start: Run = run(folder, "start", "--router", "--router-port", "0", "--port", "0", ...args);
  const [, url = ""] = await start.prints(/The router at (\S+) sends/);
  await start.prints(/Ctrl-C stops\.\n/);
  const ask = async (host: string, path: string, headers: Record<string, string> = {}) => {
    const { hostname, port } = new URL(url);
    const sent = request({ host: hostname, port, path, headers: { host, ...headers } }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    return text(answer);
  };
  return { start, ask };
}

/** A developer's own process. */
async function ownProcess(): Promise<string> {
  const server = createServer(({ url }, answer) => answer.end(`mine at ${url}`));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
