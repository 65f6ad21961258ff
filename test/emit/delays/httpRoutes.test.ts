import { expect, test } from "vitest";
import { httpRoutes } from "../../../src/emit/delays/httpRoutes.ts";
import { requestIdBands } from "../../../src/emit/delays/requestIdBands.ts";
import type { Profile } from "../../../src/latency/profile.ts";
import { firstMatch } from "../envoy.ts";
import { CONFIG, tableOf } from "../fixture.ts";

const HOST = "payments-prism-mock.shop-prism-mock.svc.cluster.local";
const route = [{ destination: { host: HOST } }];
const spread: Profile = { kind: "lognormal", median: 20, p99: 400 };

test("fixed delays are one route each, between the server's own paths and the default", () => {
  const table = tableOf(["POST /payments", "GET /payments/{id}"]);
  const plan = {
    default: { kind: "fixed", ms: 5 },
    routes: { "GET /payments/{id}": { kind: "fixed", ms: 120 } },
  } as const;
  expect(httpRoutes(CONFIG, table, plan, HOST)).toEqual([
    { name: "understudy", match: [{ uri: { prefix: "/_understudy/" } }], route },
    {
      name: "GET /payments/{id}",
      match: [{ uri: { regex: "/payments/[^/]+" }, method: { regex: "GET|HEAD" } }],
      fault: { delay: { percentage: { value: 100 }, fixedDelay: "0.12s" } },
      route,
    },
    {
      name: "default",
      fault: { delay: { percentage: { value: 100 }, fixedDelay: "0.005s" } },
      route,
    },
  ]);
});

test("a distribution is a route for each band, told apart by x-request-id and named in the response", () => {
  const table = tableOf(["GET /payments/{id}"]);
  const plan = { routes: { "GET /payments/{id}": spread } };
  const match = { uri: { regex: "/payments/[^/]+" }, method: { regex: "GET|HEAD" } };
  expect(httpRoutes(CONFIG, table, plan, HOST).slice(1)).toEqual([
    ...requestIdBands(spread, "payments").map(({ name, ms, id }) => ({
      name: id === undefined ? "GET /payments/{id}" : `GET /payments/{id} ${name}`,
      match: [id === undefined ? match : { ...match, headers: { "x-request-id": { regex: id } } }],
      fault: { delay: { percentage: { value: 100 }, fixedDelay: `${Math.round(ms) / 1000}s` } },
      headers: { response: { set: { "x-understudy-band": name } } },
      route,
    })),
    { name: "default", route },
  ]);
});

test("a distribution by default matches ids alone, and its last band everything", () => {
  const http = httpRoutes(CONFIG, tableOf(["GET /a"]), { default: spread, routes: {} }, HOST);
  const bands = requestIdBands(spread, "payments");
  expect(http.slice(1).map(({ name, match }) => ({ name, match }))).toEqual(
    bands.map(({ name, id }) =>
      id === undefined
        ? { name: "default", match: undefined }
        : { name: `default ${name}`, match: [{ headers: { "x-request-id": { regex: id } } }] },
    ),
  );
});

test("the server's own paths have no delay, whatever the document says", () => {
  const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;
  const http = httpRoutes(CONFIG, tableOf(["GET /{a}/{b}"]), plan, HOST);
  const found = firstMatch(http, { method: "GET", path: "/_understudy/healthz" });
  expect(found?.name).toBe("understudy");
  expect(found?.fault).toBeUndefined();
});

test("Prism has no paths of its own", () => {
  const prism = { ...CONFIG, engine: "prism" as const };
  expect(httpRoutes(prism, tableOf(["GET /a"]), { routes: {} }, HOST)).toEqual([
    { name: "default", route },
  ]);
});

test.each([
  [0, undefined],
  [1, "0.001s"],
  [1.5, "0.002s"],
  [120, "0.12s"],
  [60_000, "60s"],
  [7_200_000, "7200s"],
])("%d ms is written as %s", (ms, fixedDelay) => {
  const plan = { default: { kind: "fixed" as const, ms }, routes: {} };
  expect(httpRoutes(CONFIG, tableOf([]), plan, HOST).at(-1)?.fault?.delay?.fixedDelay).toBe(
    fixedDelay,
  );
});
