import { describe, expect, it } from "vitest";
import { latencyFileOf, readLatencyFile } from "../src/latency/file.ts";
import { compile } from "../src/openapi/compile.ts";
import { matchRoute } from "../src/openapi/table/match.ts";
import type { Problem } from "../src/problem.ts";

const services = [
  { spec: "specs/catalog.yaml", operations: 25, basePaths: [""] },
  { spec: "specs/payments.yaml", operations: 23, basePaths: ["/v1", ""] },
  { spec: "specs/users.yaml", operations: 22, basePaths: ["/api", ""] },
];

describe.each(services)("$spec", ({ spec, operations, basePaths }) => {
  const { table, problems } = compile(spec, { strict: true });
  const keys = table.routes.map((route) => route.key);

  it("compiles under strict without a problem", () => {
    expect(problems).toEqual([]);
  });

  it(`has ${operations} operations`, () => {
    expect(keys).toHaveLength(operations);
  });

  it("answers under the base paths of its servers", () => {
    expect(table.basePaths).toEqual(basePaths);
  });

  it("has every route of its latency file", () => {
    const found: Problem[] = [];
    const routes = Object.keys(readLatencyFile(latencyFileOf(spec), found)?.routes ?? {});
    expect(found).toEqual([]);
    expect(routes).not.toEqual([]);
    expect(routes.filter((key) => !keys.includes(key))).toEqual([]);
  });
});

it("uses every kind of latency profile", () => {
  const kinds = services.flatMap(({ spec }) =>
    Object.values(readLatencyFile(latencyFileOf(spec), [])?.routes ?? {}).map(({ kind }) => kind),
  );
  expect([...new Set(kinds)].sort()).toEqual(["fixed", "lognormal", "quantiles", "uniform"]);
});

describe("a literal route precedes the parameter route beside it", () => {
  it.each([
    ["specs/catalog.yaml", "GET /products/search", "GET /products/{productId}"],
    ["specs/catalog.yaml", "GET /products/export", "GET /products/{productId}"],
    [
      "specs/payments.yaml",
      "GET /payment-methods/default",
      "GET /payment-methods/{paymentMethodId}",
    ],
    ["specs/payments.yaml", "GET /invoices/{invoiceId}.{format}", "GET /invoices/{invoiceId}"],
    ["specs/users.yaml", "GET /users/me", "GET /users/{userId}"],
    ["specs/users.yaml", "DELETE /users/me", "DELETE /users/{userId}"],
    ["specs/users.yaml", "GET /users/me/addresses", "GET /users/{userId}/addresses"],
    ["specs/users.yaml", "GET /users/by-email/{email}", "GET /users/{userId}/wishlist"],
  ])("%s: %s, then %s", (spec, literal, parameter) => {
    const keys = compile(spec).table.routes.map((route) => route.key);
    expect(keys.filter((key) => key === literal || key === parameter)).toEqual([
      literal,
      parameter,
    ]);
  });

  it.each([
    ["specs/catalog.yaml", "HEAD", "/products/search", "GET /products/search"],
    ["specs/catalog.yaml", "HEAD", "/products/48213", "HEAD /products/{productId}"],
    [
      "specs/payments.yaml",
      "GET",
      "/v1/invoices/inv_6Y9B3E7G.xml",
      "GET /invoices/{invoiceId}.{format}",
    ],
    ["specs/users.yaml", "PUT", "/api/users/me", "PUT /users/{userId}"],
  ])("%s: %s %s is answered by %s", (spec, method, path, key) => {
    expect(matchRoute(compile(spec).table, method, path).route?.key).toBe(key);
  });
});
