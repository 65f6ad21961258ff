import { describe, expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import type { ClaimsConfig, PreviewHostsConfig } from "../../src/campaign/routingConfig.ts";
import type { ClusterState, FoundVirtualService } from "../../src/cluster/clusterState.ts";
import { routingProblems, routingWarnings } from "../../src/cluster/routingProblems.ts";
import { NO_CLUSTER, routingObjects } from "../../src/emit/routingObjects.ts";
import { CONFIG } from "../emit/fixture.ts";
import { ORIGIN, PREVIEW } from "../emit/previewFixture.ts";

const PAYMENTS = "payments.shop.svc.cluster.local";
const STACK_LABEL = "understudy.dev/stack";

const ROUTER: Campaign = {
  stack: "stg",
  services: [],
  router: {
    header: "x-preview",
    hosts: [{ where: "Pulumi.stg.yaml: router.hosts[0]", host: PAYMENTS, base: [], entries: [] }],
  },
};

const CLAIMS: ClaimsConfig = {
  issuer: "https://login.example.com",
  audiences: [],
  jwksUri: "https://login.example.com/keys",
  claim: "service_routers",
  ingress: { namespace: "istio-ingress", selector: { istio: "ingress" } },
  sidecars: [],
};

const THEIRS: FoundVirtualService = {
  name: "payments",
  namespace: "shop",
  labels: {},
  hosts: ["payments"],
  gateways: [],
};

const OURS: FoundVirtualService = {
  name: "payments-router",
  namespace: "shop",
  labels: { "app.kubernetes.io/managed-by": "understudy", [STACK_LABEL]: "stg" },
  hosts: [PAYMENTS],
  gateways: [],
};

describe("a routed host", () => {
  const whats = (...virtualServices: FoundVirtualService[]) =>
    problemsOf(ROUTER, { virtualServices }).map(({ where, what }) => `${where}: ${what}`);
  const taken = (name: string, owner: string) =>
    `Pulumi.stg.yaml: router.hosts[0]: host ${PAYMENTS} already has the VirtualService ${name}, owned by ${owner}`;

  test("is taken by a VirtualService of the team's, whose routes belong in the base", () => {
    expect(whats(THEIRS)).toEqual([taken("shop/payments", "somebody else")]);
    expect(problemsOf(ROUTER, { virtualServices: [THEIRS] })[0]?.fix).toContain("to base");
  });

  test.each(["payments.shop", "payments.shop.svc"])(
    "is also taken by one for %s, which applies to callers that use this name",
    (host) => {
      const theirs = { ...THEIRS, namespace: "istio-system", hosts: [host] };
      expect(whats(theirs)).toEqual([taken("istio-system/payments", "somebody else")]);
    },
  );

  test("is taken by another stack, under the same name too", () => {
    const labels = { ...OURS.labels, [STACK_LABEL]: "prd" };
    expect(whats({ ...OURS, labels })).toEqual([taken("shop/payments-router", "the stack prd")]);
  });

  test("is not taken by the stack itself, by another host or by a gateway's VirtualService", () => {
    const gateways = ["istio-ingress/public"];
    expect(whats(OURS, { ...THEIRS, namespace: "other" }, { ...THEIRS, gateways })).toEqual([]);
  });

  test("needs Istio", () => {
    expect(problemsOf(ROUTER, { istio: false }).map(({ what }) => what)).toEqual([
      "the stack routes requests, but the cluster does not have Istio's VirtualServices",
    ]);
  });
});

describe("a host that no stack routes", () => {
  const service = {
    ...CONFIG,
    where: "Pulumi.stg.yaml: services[0]",
    replaces: { stack: "stg", host: PAYMENTS },
  };
  const mocked: Campaign = { stack: "stg", services: [service] };
  const previewed: Campaign = { stack: "stg", services: [], previews: [PREVIEW] };
  const unrouted = "no stack routes payments.shop, so all requests reach the Service itself";
  const another = { ...OURS, labels: { ...OURS.labels, [STACK_LABEL]: "prd" } };

  test("is a mistake where a mock is to keep requests from it", () => {
    expect(problemsOf(mocked, { virtualServices: [THEIRS] })).toMatchObject([
      { where: "Pulumi.stg.yaml: services[0].replaces", what: unrouted },
    ]);
    expect(problemsOf(mocked, { virtualServices: [another] })).toEqual([]);
    expect(problemsOf({ ...mocked, ...ROUTER, services: [service] }, {})).toEqual([]);
  });

  test("is worth a warning where a preview waits for its requests", () => {
    expect(warningsOf(previewed, { virtualServices: [] })).toMatchObject([
      { where: PREVIEW.where, what: unrouted },
    ]);
    expect(problemsOf(previewed, { virtualServices: [] })).toEqual([]);
    expect(warningsOf(previewed, { virtualServices: [another] })).toEqual([]);
  });

  test("is not known of where VirtualServices may not be listed", () => {
    expect(problemsOf(mocked, { virtualServices: undefined })).toEqual([]);
    expect(warningsOf(previewed, { virtualServices: undefined })).toEqual([]);
  });
});

describe("a Gateway", () => {
  const previewHosts: PreviewHostsConfig = {
    gateway: "istio-ingress/public",
    domain: "example.com",
    host: "preview-{key}-{api}.{domain}",
    apis: [{ api: "payments", service: PAYMENTS, base: [] }],
  };
  const entry = { origin: PAYMENTS, key: "pr-12", destination: { host: PAYMENTS }, from: "x" };
  const hosts = [{ host: PAYMENTS, base: [], entries: [entry] }];
  const campaign: Campaign = { ...ROUTER, router: { header: "x-preview", hosts }, previewHosts };
  const told = (name: string, hosts: string[], config: Partial<PreviewHostsConfig> = {}) =>
    problemsOf(
      { ...campaign, previewHosts: { ...previewHosts, ...config } },
      { gateways: [{ name, namespace: "istio-ingress", hosts }] },
    ).map(({ what, fix }) => `${what}. ${fix}`);

  test("that is to be used is there", () => {
    expect(told("publik", ["*"])).toEqual([
      'there is no Gateway istio-ingress/public. Did you mean "istio-ingress/publik"? To create it, write create.',
    ]);
    expect(told("other", ["*"], { create: { selector: { istio: "ingress" } } })).toEqual([]);
  });

  test.each([
    "*",
    "*.example.com",
    "istio-ingress/*",
    "./*.example.com",
    "preview-pr-12-payments.example.com",
  ])("with the host %s takes preview hosts", (host) =>
    expect(told("public", ["shop.example.org", host])).toEqual([]),
  );

  test.each(["example.com", "*.example.org", "other/*"])("with the host %s does not", (host) =>
    expect(told("public", [host])).toEqual([
      `the Gateway istio-ingress/public accepts ${host}, but not preview-pr-12-payments.example.com. Add *.example.com to its hosts, or create another Gateway with create.`,
    ]),
  );

  test("has the pods that verify tokens", () => {
    const withClaims = { ...campaign, claims: CLAIMS };
    const toldOf = (selector?: Record<string, string>) =>
      problemsOf(withClaims, {
        gateways: [
          {
            name: "public",
            namespace: "istio-ingress",
            hosts: ["*"],
            ...(selector && { selector }),
          },
        ],
      });
    const problem = {
      where: "Pulumi.stg.yaml: claims.ingress.selector",
      what: 'expected the pods of the Gateway istio-ingress/public, which are labelled "istio: public", received "istio: ingress"',
      fix: "Write { istio: public } and the namespace of these pods: only they can verify the Gateway's tokens.",
    };
    expect(toldOf({ istio: "public", app: "gateway" })).toEqual([problem]);
    expect([{ istio: "ingress", app: "x" }, { app: "x" }, undefined].flatMap(toldOf)).toEqual([]);
    const create = { selector: { istio: "public" } };
    expect(problemsOf({ ...withClaims, previewHosts: { ...previewHosts, create } }, {})).toEqual([
      problem,
    ]);
  });

  test("takes the public hosts too", () => {
    const apis = [{ api: "payments", service: PAYMENTS, publicHost: "pay.example.org", base: [] }];
    const withClaims = { ...campaign, claims: CLAIMS, previewHosts: { ...previewHosts, apis } };
    const gateways = [{ name: "public", namespace: "istio-ingress", hosts: ["*.example.com"] }];
    expect(problemsOf(withClaims, { gateways })).toEqual([
      {
        where: "Pulumi.stg.yaml: previewHosts.gateway",
        what: "the Gateway istio-ingress/public accepts *.example.com, but not pay.example.org",
        fix: "Add it to its hosts, or create another Gateway with create.",
      },
    ]);
  });
});

function declared(campaign: Campaign) {
  const origins = new Map((campaign.previews ?? []).map((preview) => [preview, ORIGIN]));
  return { campaign, objects: routingObjects(campaign, [], { ...NO_CLUSTER, origins }) };
}

function stateOf(state: Partial<ClusterState>): ClusterState {
  return {
    istio: true,
    virtualServices: [],
    namespaces: {},
    found: [],
    refused: [],
    denied: [],
    ...state,
  };
}

function problemsOf(campaign: Campaign, state: Partial<ClusterState>) {
  const stack = { owner: { project: "understudy", stack: campaign.stack } };
  return routingProblems(declared(campaign), stateOf(state), stack);
}

function warningsOf(campaign: Campaign, state: Partial<ClusterState>) {
  return routingWarnings(declared(campaign), stateOf(state));
}
