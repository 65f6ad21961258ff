import { once } from "node:events";
import { renameSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { RoutesReport } from "../../src/server/own/routesReport.ts";
import { endAll, type Run, run } from "./process.ts";
import { documentOf, folderOf, replace, stackOf, write } from "./project.ts";

afterEach(endAll);

const shop = {
  "Pulumi.stg.yaml": stackOf("payments", "users"),
  "specs/payments.yaml": documentOf(["/payments", "/refunds"]),
  "specs/payments.latency.yaml": "default: { p95: 2ms }\nroutes: { GET /refunds: { p95: 1ms } }\n",
  "specs/users.yaml": documentOf(["/users"]),
};

describe("npm start", () => {
  it("serves every service of stack stg and says where, with how many routes and which delays", async () => {
    const start = run(folderOf(shop), "start", "--port", "0");
    await start.prints(/Ctrl-C stops\.\n/);
    const [first, second] = [...start.stdout.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(String);
    expect(start.stdout).toBe(`Serving 2 services of stack stg at 127.0.0.1, for this machine only.

  SERVICE   URL                     ROUTES  LATENCY
  payments  ${first?.padEnd(22)}       2  fixed 2ms; 1 route has its own
  users     ${second?.padEnd(22)}       1  none

Each has a page with its routes and their times at /_understudy/.
Edits are taken up. Ctrl-C stops.
`);
    expect(await (await fetch(`${first}/refunds`)).text()).toBe("hello");
    expect(await (await fetch(`${second}/users`)).text()).toBe("hello");
  });

  it("counts ports up from --port, and says which one is in use, and by whom it was wanted", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const start = run(folderOf(shop), "start", "--port", String(port - 1));
    expect(await start.ended).toBe(1);
    other.close();
    expect(start.stdout).toBe("");
    expect(start.stderr).toContain(`users: port ${port}: in use by another program.\n`);
    expect(start.stderr).toContain("  Choose other ports with --port, such as --port 4110.\n");
  });

  it("serves only the services asked for, and names the nearest for an unknown one", async () => {
    const folder = folderOf(shop);
    const good = run(folder, "start", "--json", "--port", "0", "--service", "users");
    expect((await servicesOf(good)).map(({ name }) => name)).toEqual(["users"]);
    const bad = run(folder, "start", "--service", "paymets", "--service", "users");
    expect(await bad.ended).toBe(1);
    expect(bad.stderr).toBe(
      '--service: stack stg has no service "paymets".\n  Did you mean "payments"?\n',
    );
  });

  it("prints one JSON object with --json", async () => {
    const start = run(folderOf(shop), "start", "--json", "--port", "0");
    const [payments, users] = await servicesOf(start);
    expect(JSON.parse(start.stdout)).toEqual({
      stack: "stg",
      services: [
        {
          name: "payments",
          url: payments?.url,
          page: `${payments?.url}/_understudy/`,
          document: "specs/payments.yaml",
          routes: 2,
          latency: "fixed 2ms; 1 route has its own",
        },
        {
          name: "users",
          url: users?.url,
          page: `${users?.url}/_understudy/`,
          document: "specs/users.yaml",
          routes: 1,
          latency: "none",
        },
      ],
    });
    expect((await fetch(payments?.page ?? "")).status).toBe(200);
  });

  it("makes the delays that the mesh makes in the cluster", async () => {
    const folder = folderOf({
      ...shop,
      "Pulumi.mesh.yaml": stackOf("payments").replace("istio: none", "latency: { inject: mesh }"),
    });
    const start = run(folder, "start", "--json", "--port", "0", "--stack", "mesh");
    const [payments] = await servicesOf(start);
    const report: RoutesReport = JSON.parse(await get(payments, "/_understudy/routes.json"));
    expect(report.routes.map(({ key, target }) => [key, target?.p50])).toEqual([
      ["GET /payments", 2],
      ["GET /refunds", 1],
    ]);
  });

  it("serves any documents, named by their files, with the latency files beside them", async () => {
    const folder = folderOf({
      "a/openapi.yaml": documentOf(["/a"]),
      "a/openapi.latency.yaml": "default: { p95: 3ms }\n",
      "b/openapi.yaml": documentOf(["/b"]),
    });
    const start = run(folder, "start", "--json", "--port", "0", "a/openapi.yaml", "b/openapi.yaml");
    const services = await servicesOf(start);
    expect(services.map(({ name, latency }) => [name, latency])).toEqual([
      ["openapi", "fixed 3ms"],
      ["openapi-2", "none"],
    ]);
    expect(await get(services[1], "/b")).toBe("hello");
  });

  it("reports the mistakes of all documents at once, without a stack trace", async () => {
    const folder = folderOf({ "a.yaml": "openapi: 9.9.9\n", "b.yaml": "" });
    const start = run(folder, "start", "a.yaml", "b.yaml");
    expect(await start.ended).toBe(1);
    expect(start.stderr).toMatch(/^a\.yaml.*^b\.yaml/ms);
    expect(start.stderr).not.toMatch(/^ +at /m);
  });

  it("warns of operations that are left out of a document; --strict makes them errors", async () => {
    const document = JSON.parse(documentOf(["/good", "/bad"]));
    document.paths["/bad"].get = { $ref: "#/nowhere" };
    const folder = folderOf({ "shop.yaml": JSON.stringify(document) });
    const lenient = run(folder, "start", "--json", "--port", "0", "shop.yaml");
    const [shop] = await servicesOf(lenient);
    expect(shop?.routes).toBe(1);
    expect(lenient.stderr).toMatch(/^warning: shop\.yaml.*nowhere/m);
    const strict = run(folder, "start", "--strict", "shop.yaml");
    expect(await strict.ended).toBe(1);
    expect(strict.stderr).toMatch(/^shop\.yaml.*nowhere/m);
  });

  it("refuses options that contradict each other or make no sense", async () => {
    const folder = folderOf(shop);
    const both = run(folder, "start", "--stack", "stg", "specs/users.yaml");
    expect([await both.ended, both.stderr]).toEqual([
      2,
      "--stack and --service: choose from a stack; documents are served instead of one.\nSee: understudy start --help\n",
    ]);
    const port = run(folder, "start", "--port", "70000");
    expect([await port.ended, port.stderr]).toEqual([
      2,
      '--port: expected a number from 0 to 65535, received "70000".\nSee: understudy start --help\n',
    ]);
  });

  it("says that an address is not this machine's", async () => {
    const start = run(folderOf(shop), "start", "--host", "192.0.2.1", "--service", "users");
    expect(await start.ended).toBe(1);
    expect(start.stderr).toBe(
      '--host: expected an address of this machine, received "192.0.2.1".\n  127.0.0.1 is reachable from this machine only, 0.0.0.0 from everywhere.\n',
    );
  });
});

describe("edits while npm start runs", () => {
  it("takes up an edited file that the document refers to", async () => {
    const document = JSON.parse(documentOf(["/payments"]));
    document.paths["/refunds"] = { $ref: "parts/refunds.yaml" };
    const part = (text: string) =>
      JSON.stringify({
        get: {
          responses: { 200: { description: "ok", content: { "text/plain": { example: text } } } },
        },
      });
    const folder = folderOf({
      "shop.yaml": JSON.stringify(document),
      "parts/refunds.yaml": part("before"),
    });
    const start = run(folder, "start", "--json", "--port", "0", "shop.yaml");
    const [shop] = await servicesOf(start);
    expect(await get(shop, "/refunds")).toBe("before");
    replace(folder, "parts/refunds.yaml", part("after"));
    await start.prints(/Reloaded shop\.\n/);
    expect(await get(shop, "/refunds")).toBe("after");
  });

  it("takes up a latency file that was not there before", async () => {
    const folder = folderOf({ "shop.yaml": documentOf(["/payments"]) });
    const start = run(folder, "start", "--json", "--port", "0", "shop.yaml");
    const [shop] = await servicesOf(start);
    write(folder, "shop.latency.yaml", "default: { p95: 7ms }\n");
    await start.prints(/Reloaded shop\.\n/);
    const report: RoutesReport = JSON.parse(await get(shop, "/_understudy/routes.json"));
    expect(report.routes.map(({ profile }) => profile)).toEqual(["fixed 7ms"]);
  });

  it("keeps what it had at a broken edit and says why, and goes on when it is mended", async () => {
    const folder = folderOf(shop);
    const start = run(folder, "start", "--json", "--port", "0");
    const [, users] = await servicesOf(start);
    write(folder, "specs/users.yaml", "openapi: [3.1.0\n");
    await start.prints(/specs\/users\.yaml.*\n(.*\n)*Until this is fixed, the last valid state/);
    expect(await get(users, "/users")).toBe("hello");
    write(folder, "specs/users.yaml", documentOf(["/users"], "mended"));
    await start.prints(/Reloaded users\.\n/);
    expect(await get(users, "/users")).toBe("mended");
    expect(start.stderr).not.toContain("Reloaded payments");
  });

  it("goes on after a folder was away, as when a branch is switched", async () => {
    const folder = folderOf(shop);
    const start = run(folder, "start", "--json", "--port", "0");
    const [, users] = await servicesOf(start);
    renameSync(`${folder}/specs`, `${folder}/elsewhere`);
    await start.prints(/Until this is fixed/);
    renameSync(`${folder}/elsewhere`, `${folder}/specs`);
    await start.prints(/The files are valid again/);
    write(folder, "specs/users.yaml", documentOf(["/users"], "back"));
    await start.prints(/Reloaded users\.\n/);
    expect(await get(users, "/users")).toBe("back");
  });

  it("starts and stops the services that the stack gains and loses; the others keep their ports", async () => {
    const folder = folderOf({ ...shop, "specs/catalog.yaml": documentOf(["/products"]) });
    const start = run(folder, "start", "--json", "--port", "0");
    const [payments, users] = await servicesOf(start);
    write(folder, "Pulumi.stg.yaml", stackOf("catalog", "users"));
    await start.prints(/Stopped payments\.\n/);
    const [, url] = await start.prints(/Started catalog at (.*)\.\n/);
    expect(await (await fetch(`${url}/products`)).text()).toBe("hello");
    expect(await get(users, "/users")).toBe("hello");
    await expect(get(payments, "/payments")).rejects.toThrow("fetch failed");
    write(folder, "Pulumi.stg.yaml", stackOf("payments", "users"));
    await start.prints(/Stopped catalog\.\n/);
    await start.prints(new RegExp(`Started payments at ${payments?.url}\\.\\n`));
  });

  it("promises nothing with --no-watch", async () => {
    const folder = folderOf(shop);
    const start = run(folder, "start", "--port", "0", "--no-watch");
    await start.prints(/at \/_understudy\/\.\nCtrl-C stops\.\n/);
  });
});

describe("Ctrl-C", () => {
  const slow = {
    "shop.yaml": documentOf(["/slow"]),
    "shop.latency.yaml": "default: { p95: 300ms }\n",
  };

  it("answers the requests under way first, and ends with 0", async () => {
    const start = run(folderOf(slow), "start", "--json", "--port", "0", "shop.yaml");
    const [shop] = await servicesOf(start);
    const answer = get(shop, "/slow");
    await arrived(shop);
    start.signal("SIGINT");
    await start.prints(/Stopping/);
    expect(await answer).toBe("hello");
    expect(await start.ended).toBe(0);
  });

  it("ends at once the second time, but not when npm passes the same keystroke on", async () => {
    const folder = folderOf({ ...slow, "shop.latency.yaml": "default: { p95: 1h }\n" });
    const start = run(folder, "start", "--json", "--port", "0", "shop.yaml");
    const [shop] = await servicesOf(start);
    const answer = get(shop, "/slow").catch(() => "cut off");
    await arrived(shop);
    start.signal("SIGINT");
    await start.prints(/Stopping/);
    const again = setInterval(() => start.signal("SIGINT"), 50);
    expect(await start.ended).toBe(130);
    clearInterval(again);
    expect(await answer).toBe("cut off");
  });
});

interface Service {
  name: string;
  url: string;
  page: string;
  routes: number;
  latency: string;
}

/** What `start --json` prints. */
async function servicesOf(start: Run): Promise<Service[]> {
  const [line] = await start.prints(/^\{.*\}\n/m);
  const { services }: { services: Service[] } = JSON.parse(line);
  return services;
}

async function get(service: Service | undefined, path: string): Promise<string> {
  return (await fetch(`${service?.url}${path}`)).text();
}

/** Waits until a server that delays its answers has taken in a request that was just sent. */
async function arrived(service: Service | undefined): Promise<void> {
  // Requests are taken in the order in which they are sent.
  await get(service, "/_understudy/healthz");
}
