import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { serve } from "../../src/local/serve.ts";

const folder = mkdtempSync(join(tmpdir(), "understudy-serve-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ORDERS = `
openapi: 3.0.3
info: { title: Orders, version: "1" }
paths:
  /orders/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: An order
          content: { application/json: { example: { id: o-1 } } }
`;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("a document is served at a free port until it is closed", async () => {
  const orders = await serve(write("orders.yaml", ORDERS));
  expect(orders.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`${orders.url}/orders/7`)).json()).toEqual({ id: "o-1" });
  await orders.close();
  await expect(fetch(`${orders.url}/orders/7`)).rejects.toThrow("fetch failed");
});

test("a document by URL is served as well", async () => {
  const site = createServer((_, response) => response.end(ORDERS)).listen(0, "127.0.0.1");
  await new Promise((resolve) => site.once("listening", resolve));
  const { port } = site.address() as AddressInfo;
  const orders = await serve(`http://127.0.0.1:${port}/orders.yaml`);
  site.close();
  expect((await fetch(`${orders.url}/orders/7`)).status).toBe(200);
  await orders.close();
});

test("the latency file beside the document counts only where latency is asked for", async () => {
  const document = write("failing.yaml", ORDERS);
  write("failing.latency.yaml", 'faults: { "GET /orders/{id}": { 503: 100% } }\n');
  const statuses = [];
  for (const options of [{}, { latency: true }]) {
    const orders = await serve(document, options);
    statuses.push((await fetch(`${orders.url}/orders/7`)).status);
    await orders.close();
  }
  expect(statuses).toEqual([200, 503]);
});

test("a port that is asked for is the one that is used", async () => {
  const first = await serve(write("orders.yaml", ORDERS));
  const port = Number(new URL(first.url).port);
  await expect(serve(join(folder, "orders.yaml"), { port })).rejects.toThrow(
    `port ${port}: in use by another program.`,
  );
  await first.close();
  const second = await serve(join(folder, "orders.yaml"), { port });
  expect(second.url).toBe(first.url);
  await second.close();
});

test("a missing document is a UserError that names it", async () => {
  await expect(serve("no/such.yaml")).rejects.toMatchObject({
    name: "UserError",
    message: expect.stringContaining("no/such.yaml: "),
  });
});

test("wrong arguments of a JavaScript program are told all at once", async () => {
  await expect(Reflect.apply(serve, undefined, [7, { port: "80" }])).rejects.toThrow(
    [
      "serve: expected the path or URL of a document, received 7.",
      '  await serve("openapi.yaml")',
      'serve: port: expected a number from 0 to 65535, received "80".',
    ].join("\n"),
  );
});

test("an operation that is left out is warned of", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const broken = `${ORDERS}    put: { responses: { "200": { description: x } } }\n`;
  const orders = await serve(write("broken.yaml", broken));
  await orders.close();
  expect(warn.mock.calls).toEqual([
    [`${folder}/broken.yaml:12: PUT /orders/{id}: the path parameter {id} is not described.`],
  ]);
  warn.mockRestore();
});
