import { expect, test } from "vitest";
import type { RouteTable } from "../../src/openapi/table/table.ts";
import { exampleCurl } from "../../src/plan/exampleCurl.ts";
import { tableOf } from "../emit/fixture.ts";

const URL = "http://shop.test";
const table = tableOf(["GET /pets", "POST /pets", "GET /pets/{petId}"]);

test("the example is the GET that asks for the fewest headers and path parameters", () => {
  expect(exampleCurl(table, URL)).toBe("curl http://shop.test/pets");
  const both = secured(tableOf(["GET /pets", "GET /{a}/{b}"]), ["GET /pets"]);
  expect(exampleCurl(both, URL)).toBe(
    "curl -H 'Authorization: Bearer token' http://shop.test/pets",
  );
});

test("a document without a GET gets another method, with its body", () => {
  const only = tableOf(["POST /pets"]);
  const routes = only.routes.map((route) => ({
    ...route,
    body: {
      required: true,
      content: [
        { type: "application/json", examples: [{ name: "default", value: { name: "it's" } }] },
      ],
    },
  }));
  expect(exampleCurl({ ...only, routes }, URL)).toBe(
    `curl -X POST -H 'Content-Type: application/json' -d '{"name":"it'\\''s"}' http://shop.test/pets`,
  );
});

test("an address with a query is one word of the shell", () => {
  const asking = tableOf(["GET /pets"]);
  const routes = asking.routes.map((route) => ({
    ...route,
    parameters: ["a", "b"].map((name) => ({
      in: "query" as const,
      name,
      required: true,
      style: "form" as const,
      explode: true,
      example: 1,
    })),
  }));
  expect(exampleCurl({ ...asking, routes }, URL)).toBe("curl 'http://shop.test/pets?a=1&b=1'");
});

function secured(from: RouteTable, keys: string[]): RouteTable {
  return {
    ...from,
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
    routes: from.routes.map((route) =>
      keys.includes(route.key) ? { ...route, security: [{ token: [] }] } : route,
    ),
  };
}
