import { describe, expect, test } from "vitest";
import type { ClaimsConfig, GatewayApi } from "../../../src/campaign/routingConfig.ts";
import {
  claimHeaders,
  claimObjects,
  stripHeaders,
} from "../../../src/emit/gateway/claimObjects.ts";
import { UserError } from "../../../src/problem.ts";
import type { HttpRoute } from "../../../src/routing/httpRoute.ts";
import { A, B, entry, GATEWAY, known, substitution } from "../gatewayFixture.ts";

const CLAIMS: ClaimsConfig = {
  claim: "service_routers",
  issuer: "https://login.example.com",
  audiences: ["shop"],
  jwksUri: "https://login.example.com/keys",
  ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
  sidecars: ["shop", "stock"],
};
const LABELS = { "app.kubernetes.io/managed-by": "understudy", "understudy.dev/stack": "stg" };

/** What every patch that puts a Lua filter first says. */
const patch = (context: string, source: string) => ({
  applyTo: "HTTP_FILTER",
  match: {
    context,
    listener: {
      filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } },
    },
  },
  patch: {
    operation: "INSERT_FIRST",
    value: {
      name: "understudy.claims",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code: { inline_string: source },
      },
    },
  },
});

test("the gateway verifies tokens and forwards them, and takes the headers that choose services away", () => {
  const { requestAuthentication, gatewayFilter } = claimObjects(CLAIMS, undefined, known(), "stg");
  const metadata = { name: "understudy-claims", namespace: "istio-system", labels: LABELS };
  expect(requestAuthentication).toEqual({
    apiVersion: "security.istio.io/v1",
    kind: "RequestAuthentication",
    metadata,
    spec: {
      selector: { matchLabels: { istio: "ingressgateway" } },
      jwtRules: [
        {
          issuer: "https://login.example.com",
          audiences: ["shop"],
          jwksUri: "https://login.example.com/keys",
          forwardOriginalToken: true,
        },
      ],
    },
  });
  expect(gatewayFilter).toEqual({
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata,
    spec: {
      workloadSelector: { labels: { istio: "ingressgateway" } },
      configPatches: [patch("GATEWAY", stripHeaders("x-preview"))],
    },
  });
});

test("fields of a token's rule that are not given are left out", () => {
  const { jwksUri: _, ...claims } = { ...CLAIMS, audiences: [] };
  const { requestAuthentication } = claimObjects(claims, undefined, known(), "stg");
  expect(requestAuthentication.spec?.jwtRules).toEqual([
    { issuer: "https://login.example.com", forwardOriginalToken: true },
  ]);
});

test("the sidecars of each namespace copy the claim in what goes out", () => {
  const { sidecarFilters } = claimObjects(CLAIMS, undefined, known(), "stg");
  expect(sidecarFilters).toEqual(
    ["shop", "stock"].map((namespace) => ({
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { name: "understudy-claims-sidecars", namespace, labels: LABELS },
      spec: {
        configPatches: [patch("SIDECAR_OUTBOUND", claimHeaders("service_routers", "x-preview"))],
      },
    })),
  );
});

test("labels choose the sidecars", () => {
  const claims = { ...CLAIMS, sidecarSelector: { tier: "web" } };
  const { sidecarFilters, warnings } = claimObjects(claims, undefined, known(), "stg");
  expect(sidecarFilters.map(({ spec }) => spec?.workloadSelector)).toEqual([
    { labels: { tier: "web" } },
    { labels: { tier: "web" } },
  ]);
  expect(warnings).toEqual([]);
});

test("claims that name no sidecars are in all of the mesh, and say so", () => {
  const { sidecars: _, ...claims } = { ...CLAIMS, where: "Pulumi.stg.yaml: claims" };
  const { sidecarFilters, warnings } = claimObjects(claims, undefined, known(), "stg");
  expect(
    sidecarFilters.map(({ metadata, spec }) => [metadata?.namespace, spec?.workloadSelector]),
  ).toEqual([["istio-system", undefined]]);
  expect(warnings).toEqual([
    {
      where: "Pulumi.stg.yaml: claims.sidecars",
      what: "left out: every sidecar of the cluster gets the filter that copies the claim, by EnvoyFilter istio-system/understudy-claims-sidecars",
      fix: "Name the namespaces of the services that pass tokens on, or the labels of their pods in sidecarSelector. If all are meant, write [istio-system].",
    },
  ]);
  const chosen = { ...claims, sidecarSelector: { tier: "web" } };
  expect(claimObjects(chosen, undefined, known(), "stg").warnings).toEqual([]);
});

describe("a public host", () => {
  const CLAIM = "@request.auth.claims[service_routers]";

  test("leads to the replicas that a token names, by target and by key, and everybody else to the API", () => {
    const apis = [api({}), { api: "api-b", service: B, base: [] }];
    const entries = known(entry(A, "pr-34"), entry(A, "pr-12"), entry(B, "pr-12"));
    const { virtualServices } = claimObjects(CLAIMS, { ...GATEWAY, apis }, entries, "stg");
    const replica = (key: string) => [
      { destination: { host: `api-a-${key}.shop.svc.cluster.local` } },
    ];
    const byTarget = (key: string) => ({
      name: `api-a-${key}.shop default`,
      match: [
        { headers: { [`${CLAIM}[api-a.shop]`]: { exact: `api-a-${key}.shop` } } },
        { headers: { [CLAIM]: { exact: `api-a.shop=api-a-${key}.shop` } } },
      ],
      route: replica(key),
    });
    const byKey = (key: string) => ({
      name: `${key} default`,
      match: [{ headers: { [CLAIM]: { exact: key } } }],
      route: replica(key),
    });
    expect(virtualServices).toEqual([
      {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: "claims-api-a", namespace: "istio-system", labels: LABELS },
        spec: {
          hosts: ["api-a.example.com"],
          gateways: ["istio-system/my-gateway"],
          http: [
            byTarget("pr-12"),
            byTarget("pr-34"),
            byKey("pr-12"),
            byKey("pr-34"),
            { name: "default", route: [{ destination: { host: A } }] },
          ],
        },
      },
    ]);
  });

  test("keeps the team's routes: each to the API has copies in front of it, no other has", () => {
    const base: HttpRoute[] = [
      {
        match: [{ uri: { prefix: "/v1/" } }, { uri: { exact: "/v1" } }],
        timeout: "5s",
        route: [{ destination: { host: "api-a" } }],
      },
      { match: [{ uri: { prefix: "/b/" } }], route: [{ destination: { host: B } }] },
    ];
    const http = routesOf(base);
    expect(http.map(({ name, match, timeout }) => ({ name, match, timeout })).slice(0, 4)).toEqual([
      {
        name: "api-a-pr-12.shop route 1",
        timeout: "5s",
        match: [
          {
            uri: { prefix: "/v1/" },
            headers: { [`${CLAIM}[api-a.shop]`]: { exact: "api-a-pr-12.shop" } },
          },
          {
            uri: { prefix: "/v1/" },
            headers: { [CLAIM]: { exact: "api-a.shop=api-a-pr-12.shop" } },
          },
          {
            uri: { exact: "/v1" },
            headers: { [`${CLAIM}[api-a.shop]`]: { exact: "api-a-pr-12.shop" } },
          },
          { uri: { exact: "/v1" }, headers: { [CLAIM]: { exact: "api-a.shop=api-a-pr-12.shop" } } },
        ],
      },
      {
        name: "pr-12 route 1",
        timeout: "5s",
        match: [
          { uri: { prefix: "/v1/" }, headers: { [CLAIM]: { exact: "pr-12" } } },
          { uri: { exact: "/v1" }, headers: { [CLAIM]: { exact: "pr-12" } } },
        ],
      },
      {
        match: [{ uri: { prefix: "/v1/" } }, { uri: { exact: "/v1" } }],
        name: undefined,
        timeout: "5s",
      },
      { match: [{ uri: { prefix: "/b/" } }], name: undefined, timeout: undefined },
    ]);
    expect(http.slice(4).map(({ name }) => name)).toEqual([
      "api-a-pr-12.shop default",
      "pr-12 default",
      "default",
    ]);
  });

  test("leads to the replica of another Service where the team's route leads to that Service", () => {
    const base: HttpRoute[] = [
      {
        name: "b",
        match: [{ uri: { prefix: "/b/" } }],
        route: [{ destination: { host: "api-b" } }],
      },
    ];
    const gateway = { ...GATEWAY, apis: [api({ base })] };
    const { virtualServices } = claimObjects(CLAIMS, gateway, known(entry(B, "pr-12")), "stg");
    const uri = { prefix: "/b/" };
    const route = [{ destination: { host: "api-b-pr-12.shop.svc.cluster.local" } }];
    expect(virtualServices[0]?.spec?.http).toEqual([
      {
        name: "api-b-pr-12.shop b",
        match: [
          { uri, headers: { [`${CLAIM}[api-b.shop]`]: { exact: "api-b-pr-12.shop" } } },
          { uri, headers: { [CLAIM]: { exact: "api-b.shop=api-b-pr-12.shop" } } },
        ],
        route,
      },
      { name: "pr-12 b", match: [{ uri, headers: { [CLAIM]: { exact: "pr-12" } } }], route },
      { name: "b", match: [{ uri }], route: [{ destination: { host: B } }] },
      { name: "default", route: [{ destination: { host: A } }] },
    ]);
  });

  test("leads chosen routes to their mock: those with the claim's key, and those of everybody", () => {
    const apis = [{ api: "api-a", service: A, base: [], publicHost: "a.example.com" }];
    const routes = known(substitution(A, "/all"), substitution(A, "/load", "load"));
    const { virtualServices } = claimObjects(CLAIMS, { ...GATEWAY, apis }, routes, "stg");
    const mock = (key: string) => [
      { destination: { host: `mock-${key}.mocks.svc.cluster.local` } },
    ];
    expect(virtualServices[0]?.spec?.http).toEqual([
      {
        name: "load mock GET /load",
        match: [
          {
            uri: { exact: "/load" },
            method: { exact: "GET" },
            headers: { "@request.auth.claims[service_routers]": { exact: "load" } },
          },
        ],
        route: mock("load"),
      },
      {
        name: "mock GET /all",
        match: [{ uri: { exact: "/all" }, method: { exact: "GET" } }],
        route: mock("all"),
      },
      { name: "default", route: [{ destination: { host: A } }] },
    ]);
  });

  test("cannot keep a route that matches the claim itself, or that delegates", () => {
    const base: HttpRoute[] = [
      {
        match: [{ headers: { [`${CLAIM}[other.shop]`]: { exact: "x.shop" } } }],
        route: [{ destination: { host: A } }],
      },
      { delegate: { name: "more" } },
    ];
    expect(() => routesOf(base)).toThrow(
      new UserError([
        {
          where: "stack: previewHosts.apis[0].base[0]",
          what: `${CLAIM}[other.shop] chooses the service of a request, and cannot be matched here as well`,
          fix: "Match another claim here.",
        },
        {
          where: "stack: previewHosts.apis[0].base[1]",
          what: "delegates to another VirtualService, whose routes cannot be led elsewhere from here",
          fix: "Put the delegate's routes here in its place.",
        },
      ]),
    );
  });

  function routesOf(base: HttpRoute[]): HttpRoute[] {
    const gateway = { ...GATEWAY, apis: [api({ base })] };
    const { virtualServices } = claimObjects(CLAIMS, gateway, known(entry(A, "pr-12")), "stg");
    return virtualServices[0]?.spec?.http ?? [];
  }

  function api(rest: Partial<GatewayApi>): GatewayApi {
    const where = "stack: previewHosts.apis[0]";
    return { api: "api-a", service: A, base: [], publicHost: "api-a.example.com", where, ...rest };
  }
});

test("names with any characters become Lua strings", () => {
  expect(claimHeaders('https://example.com/"r\\ö', "x-preview").split("\n").slice(0, 3)).toEqual([
    'local claim_name = "https://example.com/\\034r\\092\\195\\182"',
    'local key_header = "x-preview"',
    "",
  ]);
});
