import { describe, expect, test } from "vitest";
import type { GatewayApi } from "../../../src/campaign/routingConfig.ts";
import { gatewayObjects } from "../../../src/emit/gateway/gatewayObjects.ts";
import { UserError } from "../../../src/problem.ts";
import type { HttpRoute } from "../../../src/routing/httpRoute.ts";
import { A, B, entry, GATEWAY, known, substitution } from "../gatewayFixture.ts";

const TARGETS = ["service-router-api-a-shop", "service-router-api-b-shop"];
const CARRIED = {
  request: { set: { "x-preview": "pr-12", baggage: "understudy=pr-12" }, remove: TARGETS },
};

test("each key has a host for each API, which leads to its replica or to the API itself, with the key", () => {
  const virtualService = (api: string, destination: string) => ({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: {
      name: `preview-pr-12-${api}`,
      namespace: "istio-system",
      labels: { "app.kubernetes.io/managed-by": "understudy", "understudy.dev/stack": "stg" },
    },
    spec: {
      hosts: [`preview-pr-12-${api}.example.com`],
      gateways: ["istio-system/my-gateway"],
      http: [
        {
          name: "default",
          route: [{ destination: { host: destination } }],
          headers: CARRIED,
        },
      ],
    },
  });
  expect(gatewayObjects(GATEWAY, known(entry(B, "pr-12")), "stg")).toEqual({
    virtualServices: [
      virtualService("api-a", A),
      virtualService("api-b", "api-b-pr-12.shop.svc.cluster.local"),
    ],
    warnings: [],
  });
});

test("hosts are in the order of the keys, whatever order the entries have; one entry given twice counts once", () => {
  const entries = [entry(B, "pr-2"), entry(A, "pr-12"), entry(B, "pr-12"), entry(A, "pr-12")];
  const names = (given: typeof entries) =>
    gatewayObjects(GATEWAY, known(...given), "stg").virtualServices.map(
      ({ metadata }) => metadata?.name,
    );
  expect(names(entries)).toEqual([
    "preview-pr-12-api-a",
    "preview-pr-12-api-b",
    "preview-pr-2-api-a",
    "preview-pr-2-api-b",
  ]);
  expect(names(entries.toReversed())).toEqual(names(entries));
});

test("what mocks answer for a key or for everybody comes first, and a key that has nothing but a mock has hosts too", () => {
  const routes = known(
    entry(A, "pr-12"),
    substitution(A, "/all"),
    substitution(A, "/load", "load"),
    substitution(B, "/elsewhere"),
  );
  const { virtualServices } = gatewayObjects(GATEWAY, routes, "stg");
  const led = virtualServices.map(({ spec }) => [
    spec?.hosts?.[0],
    (spec?.http ?? []).map(({ name, route }) => `${name}: ${route?.[0]?.destination.host}`),
  ]);
  expect(Object.fromEntries(led)).toEqual({
    "preview-load-api-a.example.com": [
      "mock GET /load: mock-load.mocks.svc.cluster.local",
      "mock GET /all: mock-all.mocks.svc.cluster.local",
      `default: ${A}`,
    ],
    "preview-load-api-b.example.com": [
      "mock GET /elsewhere: mock-all.mocks.svc.cluster.local",
      `default: ${B}`,
    ],
    "preview-pr-12-api-a.example.com": [
      "mock GET /all: mock-all.mocks.svc.cluster.local",
      "default: api-a-pr-12.shop.svc.cluster.local",
    ],
    "preview-pr-12-api-b.example.com": [
      "mock GET /elsewhere: mock-all.mocks.svc.cluster.local",
      `default: ${B}`,
    ],
  });
  const [mock] = virtualServices[2]?.spec?.http ?? [];
  expect(mock?.headers).toEqual(CARRIED);
});

test("an API whose Service has several ports names its own, and the replica has it too", () => {
  const api: GatewayApi = { api: "api-a", service: A, port: 8080, base: [] };
  const routes = known(entry(A, "pr-12"), entry(B, "pr-34"));
  const { virtualServices } = gatewayObjects({ ...GATEWAY, apis: [api] }, routes, "stg");
  expect(virtualServices.map(({ spec }) => spec?.http?.[0]?.route)).toEqual([
    [{ destination: { host: "api-a-pr-12.shop.svc.cluster.local", port: { number: 8080 } } }],
    [{ destination: { host: A, port: { number: 8080 } } }],
  ]);
});

describe("the team's routes", () => {
  test("are kept with all that they do; those to the API lead to the replica", () => {
    const retries = { attempts: 2, retryOn: "5xx" };
    const base: HttpRoute[] = [
      {
        name: "v1",
        match: [{ uri: { prefix: "/v1/" } }],
        rewrite: { uri: "/" },
        timeout: "5s",
        retries,
        headers: { request: { add: { "x-team": "a" } }, response: { remove: ["server"] } },
        route: [
          { destination: { host: "api-a", subset: "old" }, weight: 90 },
          { destination: { host: A, subset: "new" }, weight: 10 },
        ],
      },
      { match: [{ uri: { exact: "/old" } }], redirect: { uri: "/new" } },
      { match: [{ uri: { prefix: "/images/" } }], route: [{ destination: { host: "images" } }] },
    ];
    expect(routesFor({ base }, "pr-12")).toEqual([
      {
        name: "v1",
        match: [{ uri: { prefix: "/v1/" } }],
        rewrite: { uri: "/" },
        timeout: "5s",
        retries,
        headers: {
          request: {
            set: CARRIED.request.set,
            add: { "x-team": "a" },
            remove: TARGETS.slice(0, 1),
          },
          response: { remove: ["server"] },
        },
        route: [{ destination: { host: "api-a-pr-12.shop.svc.cluster.local" } }],
      },
      { match: [{ uri: { exact: "/old" } }], redirect: { uri: "/new" } },
      {
        match: [{ uri: { prefix: "/images/" } }],
        headers: { request: { set: CARRIED.request.set, remove: TARGETS.slice(0, 1) } },
        route: [{ destination: { host: "images.shop.svc.cluster.local" } }],
      },
      {
        name: "default",
        headers: { request: { set: CARRIED.request.set, remove: TARGETS.slice(0, 1) } },
        route: [{ destination: { host: "api-a-pr-12.shop.svc.cluster.local" } }],
      },
    ]);
  });

  test("lead to the key's replica of another Service where they lead to that Service", () => {
    const base: HttpRoute[] = [
      {
        name: "b",
        match: [{ uri: { prefix: "/b/" } }],
        route: [{ destination: { host: "api-b" } }],
      },
    ];
    const api: GatewayApi = { api: "api-a", service: A, base };
    const routes = known(entry(B, "pr-12"));
    const { virtualServices } = gatewayObjects({ ...GATEWAY, apis: [api] }, routes, "stg");
    expect(virtualServices[0]?.spec?.http?.map(({ route }) => route)).toEqual([
      [{ destination: { host: "api-b-pr-12.shop.svc.cluster.local" } }],
      [{ destination: { host: A } }],
    ]);
  });

  test("cannot set another key, in whatever case they write the header", () => {
    const base: HttpRoute[] = [
      {
        headers: {
          request: {
            set: { "X-Preview": "other", "x-team": "a" },
            add: { Baggage: "understudy=other", "Service-Router-Api-A-Shop": "other.shop" },
            remove: ["cookie"],
          },
        },
        route: [{ destination: { host: A } }],
      },
    ];
    expect(routesFor({ base }, "pr-12")[0]?.headers).toEqual({
      request: {
        set: { "x-team": "a", ...CARRIED.request.set },
        remove: ["cookie", "service-router-api-a-shop"],
      },
    });
  });

  test("cannot set another key at a destination either, which Istio would have last", () => {
    const request = { set: { "X-Preview": "other" }, add: { "x-team": "a" }, remove: ["baggage"] };
    const base: HttpRoute[] = [
      { route: [{ destination: { host: A }, headers: { request, response: { remove: ["a"] } } }] },
    ];
    const routes = routesFor({ base }, "pr-12");
    expect(routes[0]?.route?.[0]?.headers).toEqual({
      request: { add: { "x-team": "a" }, remove: ["baggage"] },
      response: { remove: ["a"] },
    });
    expect(routes[0]?.headers).toEqual({
      request: { set: CARRIED.request.set, remove: TARGETS.slice(0, 1) },
    });
  });

  test("end where one takes every request, unless that asks for a gateway", () => {
    const all: HttpRoute = { name: "all", route: [{ destination: { host: A } }] };
    const mesh: HttpRoute = { ...all, name: "mesh", match: [{ gateways: ["mesh"] }] };
    const names = (base: HttpRoute[]) => routesFor({ base }, "pr-12").map(({ name }) => name);
    expect(names([mesh])).toEqual(["mesh", "default"]);
    expect(names([all, { ...all, name: "never" }])).toEqual(["all"]);
  });

  test("that a preview host cannot keep are problems, all at once", () => {
    const base: HttpRoute[] = [
      {
        match: [{ authority: { exact: "api-a.example.com" } }],
        route: [{ destination: { host: A } }],
      },
      { delegate: { name: "more" } },
    ];
    expect(problemsOf(() => routesFor({ base }, "pr-12"))).toEqual([
      "stack: previewHosts.apis[0].base[0]: matches a host (authority), which is never that of a request to a preview host",
      "stack: previewHosts.apis[0].base[1]: delegates to another VirtualService, whose routes cannot be led elsewhere from here",
    ]);
  });
});

describe("the Gateway, if it is to be created", () => {
  const create = { selector: { istio: "ingressgateway" } };
  const metadata = {
    name: "my-gateway",
    namespace: "istio-system",
    labels: { "app.kubernetes.io/managed-by": "understudy", "understudy.dev/stack": "stg" },
  };

  test("takes HTTP for all hosts without a certificate", () => {
    expect(gatewayObjects({ ...GATEWAY, create }, known(), "stg")).toEqual({
      gateway: {
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        metadata,
        spec: {
          selector: create.selector,
          servers: [
            { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*.example.com"] },
          ],
        },
      },
      virtualServices: [],
      warnings: [],
    });
  });

  test("takes HTTPS with one, and sends HTTP on to it; public hosts outside the wildcard are named", () => {
    const apis = GATEWAY.apis.map((api, index) => ({
      ...api,
      publicHost: ["api-a.example.com", "api.example.org"][index] ?? "",
    }));
    const config = { ...GATEWAY, apis, create: { ...create, tlsSecret: "preview-certificate" } };
    const hosts = ["*.example.com", "api.example.org"];
    expect(gatewayObjects(config, known(), "stg").gateway?.spec?.servers).toEqual([
      {
        port: { number: 80, name: "http", protocol: "HTTP" },
        hosts,
        tls: { httpsRedirect: true },
      },
      {
        port: { number: 443, name: "https", protocol: "HTTPS" },
        hosts,
        tls: { mode: "SIMPLE", credentialName: "preview-certificate" },
      },
    ]);
  });
});

test("a key with two destinations is a problem", () => {
  const second = { ...entry(A, "pr-12"), destination: { host: B }, from: "stack: entries[0]" };
  expect(
    problemsOf(() => gatewayObjects(GATEWAY, known(entry(A, "pr-12"), second), "stg")),
  ).toHaveLength(1);
});

/** The routes of a key's host of A, which has a replica. */
function routesFor(api: Partial<GatewayApi>, key: string): HttpRoute[] {
  const apis = [
    { api: "api-a", service: A, base: [], where: "stack: previewHosts.apis[0]", ...api },
  ];
  const { virtualServices } = gatewayObjects({ ...GATEWAY, apis }, known(entry(A, key)), "stg");
  return virtualServices[0]?.spec?.http ?? [];
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError)
      return error.problems.map(({ where, what }) => `${where}: ${what}`);
    throw error;
  }
  return [];
}
