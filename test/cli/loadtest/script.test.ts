import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "../inProcess.ts";
import { documentOf, folderOf, stackOf } from "../project.ts";

const STACK = stackOf("orders", "payments");

function project(files: Record<string, string> = {}): string {
  return folderOf({
    "Pulumi.stg.yaml": STACK,
    "specs/orders.yaml": documentOf(["/orders", "/orders/{id}"]),
    "specs/payments.yaml": documentOf(["/payments"]),
    ...files,
  });
}

async function script(folder: string, ...args: string[]) {
  const call = runHere(folder, "loadtest", "script", ...args);
  const code = await call.ended;
  const { stdout, stderr } = call;
  return { code, stdout, stderr };
}

const read = (folder: string, file: string) => readFileSync(join(folder, file), "utf8");

describe("loadtest script", () => {
  test("writes a task for each route of the chosen services, and beside it a file for own code", async () => {
    const folder = project();
    const args = ["--services", "orders,payments", "--out", "loadtest/orders.py"];
    const { code, stdout } = await script(folder, ...args);
    expect([code, stdout]).toEqual([
      0,
      "orders: 2 tasks (http://orders-prism-mock.orders-prism-mock:80)\n" +
        "payments: 1 task (http://payments-prism-mock.payments-prism-mock:80)\n" +
        "Written: loadtest/orders.py, loadtest/orders_own.py\n",
    ]);
    expect(read(folder, "loadtest/orders.py").replace(/[0-9a-f]{64}/, "…")).toBe(
      `# Written from the documents of the services. To bring it up to date, run:
#   understudy loadtest script --stack stg --services orders,payments --out loadtest/orders.py
# Your own code belongs in orders_own.py, which is never overwritten. If you change
# this file, the command leaves it as it is.
# understudy: sha256:…

from random import choice

from locust import task
from orders_own import OwnUser


class Orders(OwnUser):
    """Shop: specs/orders.yaml"""

    host = "http://orders-prism-mock.orders-prism-mock:80"
    weight = 1

    @task
    def get_orders(self):
        self.client.get("/orders", name="/orders")

    @task
    def get_orders_id(self):
        self.client.get(
            choice(["/orders/string", "/orders/winter", "/orders/violet"]),
            name="/orders/{id}",
        )


class Payments(OwnUser):
    """Shop: specs/payments.yaml"""

    host = "http://payments-prism-mock.payments-prism-mock:80"
    weight = 1

    @task
    def get_payments(self):
        self.client.get("/payments", name="/payments")
`,
    );
  });

  test("writes its own script again, and never the file for own code", async () => {
    const folder = project();
    await script(folder, "--services", "orders", "--out", "a.py");
    writeFileSync(join(folder, "a_own.py"), "# mine\n");
    writeFileSync(join(folder, "specs/orders.yaml"), documentOf(["/new"]));
    expect(await script(folder, "--services", "orders", "--out", "a.py")).toMatchObject({
      code: 0,
    });
    expect(read(folder, "a.py")).toContain("def get_new(self):");
    expect(read(folder, "a_own.py")).toBe("# mine\n");
  });

  test("leaves a script that was changed by hand, unless it is forced", async () => {
    const folder = project();
    const args = ["--services", "orders", "--out", "a.py"];
    await script(folder, ...args);
    const changed = read(folder, "a.py").replace("Shop", "My shop");
    writeFileSync(join(folder, "a.py"), changed);
    expect(await script(folder, ...args)).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "a.py: it was changed by hand, or not written by this command, and is left as it is.\n" +
        "  Move your changes to a_own.py, write another file with --out, or lose them with --force.\n",
    });
    expect(read(folder, "a.py")).toBe(changed);
    expect(await script(folder, ...args, "--force")).toMatchObject({ code: 0 });
    expect(read(folder, "a.py")).not.toContain("My shop");
  });

  test("gives tasks the weights of --weight, or else those of production", async () => {
    const pulled = (requests: number) =>
      `{ p95: 10ms, pulled: { source: datadog, query: q, window: 7d, requests: ${requests}, time: 2025-09-28T00:00:00Z } }`;
    const folder = project({
      "specs/orders.latency.yaml": `routes:\n  GET /orders: ${pulled(300)}\n  GET /orders/{id}: ${pulled(100)}\n`,
    });
    const args = ["--services", "orders", "--out", "a.py"];
    const { stdout } = await script(folder, ...args);
    expect(stdout).toContain("Weights: requests in production, as latency pull measured them.\n");
    expect(read(folder, "a.py")).toContain("@task(3)\n    def get_orders(self)");
    await script(folder, ...args, "--weight", "GET /orders=7", "--weight", "GET /orders/{id}=0");
    expect(read(folder, "a.py")).toContain("@task(7)\n    def get_orders(self)");
    expect(read(folder, "a.py")).not.toContain("get_orders_id");
  });

  test("takes host, route key and place of the script from the stack's load test", async () => {
    const loadTest = `  understudy:loadtests:
    - images: { locust: { image: locust:1 }, jobs: { image: node:24 } }
      host: http://orders.shop
      service: orders.shop
      key: load
      scripts: mine
      script: all.py
`;
    const folder = project({ "Pulumi.stg.yaml": STACK + loadTest });
    const { stdout, stderr } = await script(folder);
    expect([stdout, stderr]).toEqual([
      "orders: 2 tasks (http://orders.shop)\n" +
        "payments: 1 task (http://payments-prism-mock.payments-prism-mock:80)\n" +
        "Written: mine/all.py, mine/all_own.py\n",
      "",
    ]);
    const text = read(folder, "mine/all.py");
    expect(text).toContain('KEY = {"x-preview": "load", "baggage": "understudy=load"}\n');
    expect(text).toContain("    default_headers = KEY | (OwnUser.default_headers or {})\n");
  });

  test("says which weights are wrong", async () => {
    const wrong = ["--weight", "GET /order=1", "--weight", "GET /orders"];
    const { code, stderr } = await script(project(), ...wrong);
    expect([code, stderr]).toEqual([
      2,
      '--weight: no document has a route "GET /order".\n  Did you mean "GET /orders"?\n' +
        '--weight: expected a route and a whole number such as "GET /users/{id}=12", received "GET /orders".\n' +
        "See: understudy loadtest script --help\n",
    ]);
  });

  test("lists routes for which no valid request can be made, in the script and in --json", async () => {
    const document = JSON.parse(documentOf(["/orders", "/refused"]));
    document.paths["/refused"].get.responses = { 400: { description: "no" } };
    const folder = project({ "mine.json": JSON.stringify(document) });
    const { code, stdout } = await script(folder, "mine.json", "--out", "a.py", "--json");
    const leftOut = [{ key: "GET /refused", reason: "the document has only replies that refuse" }];
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      written: ["a.py", "a_own.py"],
      services: [
        {
          service: "mine",
          routes: [{ key: "GET /orders", weight: 1, paths: 1, bodies: 0 }],
          leftOut,
        },
      ],
    });
    expect(read(folder, "a.py")).toContain(
      "# Left out, because no valid request can be made:\n" +
        "#   mine: GET /refused: the document has only replies that refuse\n",
    );
  });
});
