import { describe, expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import type { KubernetesObject } from "../../src/emit/common/kubernetesObject.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { hostRoutings, routesOf } from "../../src/emit/routes/hostRoutings.ts";
import { NO_CLUSTER, objectsOfRouting, routingObjects } from "../../src/emit/routingObjects.ts";
import type { Problem } from "../../src/problem.ts";
import { formatProblem } from "../../src/problem.ts";
import { readAnnotations } from "../../src/routing/annotations.ts";
import { loadedMock, tableOf } from "./fixture.ts";
import { ORIGIN, PREVIEW } from "./previewFixture.ts";

const PAYMENTS = "payments.shop.svc.cluster.local";

const ROUTER: Campaign = {
  stack: "shared",
  services: [],
  router: {
    header: "x-preview",
    hosts: [{ where: "stack: router.hosts[0]", host: PAYMENTS, base: [], entries: [] }],
  },
};

const MOCK = loadedMock(
  tableOf(["GET /payments", "POST /payments"]),
  { routes: {} },
  {
    where: "stack: services[0]",
    delivery: "image",
    latency: { inject: "mock", enabled: true, routes: {} },
    replaces: {
      stack: "shared",
      host: PAYMENTS,
      routes: ["POST /payments"],
      when: { key: "pr-12" },
    },
  },
);

describe("what leads to a host's replicas and mocks", () => {
  test("is the same from a stack's own configuration and from other stacks' Services in the cluster", () => {
    const origins = new Map([[PREVIEW, ORIGIN]]);
    const one = routingObjects({ ...ROUTER, previews: [PREVIEW] }, [MOCK], {
      ...NO_CLUSTER,
      origins,
    });

    const problems: Problem[] = [];
    const services = [
      one.previews[0]?.replica.service,
      mockObjects(MOCK, { revision: "" }).service,
    ];
    const declared = services.flatMap(({ metadata = {} } = {}) => {
      const { name = "", namespace = "", annotations = {} } = metadata;
      return readAnnotations({ name, namespace, annotations }, problems) ?? [];
    });
    const other = routingObjects(ROUTER, [], {
      ...NO_CLUSTER,
      found: {
        entries: declared.filter((route) => "destination" in route),
        substitutions: declared.filter((route) => "routes" in route),
      },
    });

    expect(problems).toEqual([]);
    expect(other.routers[0]?.virtualService).toEqual(one.routers[0]?.virtualService);
    expect(one.routers[0]?.virtualService.spec?.http?.map(({ name }) => name)).toEqual([
      "pr-12 mock POST /payments",
      "payments-pr-12.shop default",
      "pr-12 default",
      "default",
    ]);
  });

  test("has the stack's header, or the usual one where another stack has the hosts", () => {
    const routes = routesOf(ROUTER, []);
    const keyHeaders = (header: string) =>
      hostRoutings(
        { ...ROUTER, router: { header, hosts: ROUTER.router?.hosts ?? [] } },
        routes,
      ).map(({ keyHeader }) => keyHeader);
    expect(keyHeaders("x-try")).toEqual(["x-try"]);
    expect(routingObjects({ stack: "a", services: [] }, []).keyHeader).toBe("x-preview");
  });
});

test("the Service of a mock that answers for a host tells other stacks so", () => {
  const { metadata } = mockObjects(MOCK, { revision: "" }).service;
  expect(metadata?.labels).toMatchObject({
    "understudy.dev/stack": "shared",
    "understudy.dev/route-key": "pr-12",
  });
  expect(metadata?.annotations).toEqual({
    "understudy.dev/route-origin": PAYMENTS,
    "understudy.dev/route-key": "pr-12",
    "understudy.dev/route-list": expect.stringContaining("POST"),
    "pulumi.com/skipAwait": "true",
  });
});

test("routes that no annotation can hold are a problem of the mock's", () => {
  const paths = Array.from({ length: 900 }, (_, i) => `GET /${"long-".repeat(50)}${i}`);
  const replaces = { stack: "shared", host: PAYMENTS };
  const mock = loadedMock(
    tableOf(paths),
    { routes: {} },
    { where: "stack: services[0]", replaces },
  );
  expect(mockObjects(mock, { revision: "" }).problems.map(formatProblem)).toEqual([
    expect.stringMatching(
      /^stack: services\[0\]\.replaces: expected routes of at most 256 KiB, received \d+ KiB\./,
    ),
  ]);
});

test("keys that no route at a gateway leads to are a warning", () => {
  const base = [{ route: [{ destination: { host: "payments-primary" } }] }];
  const api = { where: "stack: previewHosts.apis[0]", api: "pay", service: PAYMENTS, base };
  const previewHosts = {
    gateway: "istio-system/public",
    domain: "example.com",
    host: "{key}-{api}.{domain}",
    apis: [api],
  };
  const stack: Campaign = { stack: "edge", services: [], previews: [PREVIEW] };
  expect(routingObjects({ ...stack, previewHosts }, []).warnings).toEqual([
    {
      where: "stack: previewHosts.apis[0].base",
      what: "no route leads to payments.shop, so requests with the key pr-12 are answered as all others",
      fix: 'Let a route of the base lead to payments.shop; or declare the keys for payments-primary.shop, which it leads to: as a preview of that Service, or under "entries" of that host.',
    },
  ]);
  const apis = [{ ...api, base: [] }];
  const reached = { ...stack, previewHosts: { ...previewHosts, apis } };
  expect(routingObjects(reached, []).warnings).toEqual([]);
});

test("all that cannot be composed or copied is said at once, and each only once", () => {
  const entry = (host: string, from: string) => ({
    origin: PAYMENTS,
    key: "pr-12",
    destination: { host },
    from,
  });
  const hosts = [{ host: PAYMENTS, base: [], entries: [entry("a.b.svc.cluster.local", "here")] }];
  const campaign: Campaign = {
    stack: "stg",
    services: [],
    previews: [{ ...PREVIEW, container: "sidecar" }],
    router: { header: "x-preview", hosts },
    previewHosts: {
      gateway: "istio-ingress/public",
      domain: "example.com",
      host: "preview-{key}-{api}.{domain}",
      apis: [{ api: "payments", service: PAYMENTS, base: [] }],
    },
  };
  const origins = new Map((campaign.previews ?? []).map((preview) => [preview, ORIGIN]));
  const problems = routingObjects(campaign, [], { ...NO_CLUSTER, origins }).problems.map(
    formatProblem,
  );
  expect(problems).toHaveLength(2);
  expect(problems.filter((text) => text.includes("pr-12 "))).not.toEqual([]);
  expect(problems.filter((text) => text.includes("sidecar"))).toHaveLength(1);
});

test("objects that others need come first", () => {
  const setup = { command: ["./migrate"], env: {}, timeout: "1m" };
  const preview = { ...PREVIEW, setup };
  const objects: KubernetesObject[] = objectsOfRouting(
    routingObjects({ ...ROUTER, previews: [preview] }, [], {
      ...NO_CLUSTER,
      origins: new Map([[preview, ORIGIN]]),
    }),
  );
  expect(objects.map(({ kind }) => kind)).toEqual([
    "Job",
    "Deployment",
    "Service",
    "VirtualService",
  ]);
});
