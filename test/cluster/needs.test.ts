import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { needsOf } from "../../src/cluster/needs.ts";
import { planController } from "../../src/emit/controller/controllerObjects.ts";
import { mockObjects, type PlannedMock } from "../../src/emit/mock/mockObjects.ts";
import { NO_CLUSTER, routingObjects } from "../../src/emit/routingObjects.ts";
import { controllerConfig } from "../emit/controller/controllerConfig.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { ORIGIN, PREVIEW } from "../emit/previewFixture.ts";

const PAYMENTS = "payments.shop.svc.cluster.local";

/** A stack with every kind of object that routing has. */
const CAMPAIGN: Campaign = {
  stack: "stg",
  services: [],
  router: { header: "x-preview", hosts: [{ host: PAYMENTS, base: [], entries: [] }] },
  previews: [
    { ...PREVIEW, setup: { command: ["./migrate"], env: {}, timeout: "10m" } },
    { ...PREVIEW, key: "pr-13", suffix: "pr-13", routeTo: "subset" },
  ],
  previewHosts: {
    gateway: "istio-ingress/public",
    create: { selector: { istio: "ingressgateway" } },
    domain: "example.com",
    host: "preview-{key}-{api}.{domain}",
    apis: [{ api: "payments", service: PAYMENTS, base: [] }],
  },
  laptops: [
    {
      ...{ service: "payments", namespace: "shop", key: "ann", ports: { http: 80 } },
      ...{ fingerprints: ["f00"], image: "node:24-slim", pullSecrets: [], timeout: "10m" },
    },
  ],
  claims: {
    issuer: "https://login.example.com",
    claim: "service_routers",
    audiences: [],
    ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
    sidecars: ["istio-system"],
  },
};

test("the rights that routing needs are those of docs/rights.yaml and docs/rights-routing.yaml", () => {
  const origins = new Map((CAMPAIGN.previews ?? []).map((preview) => [preview, ORIGIN]));
  const objects = routingObjects(CAMPAIGN, [], { ...NO_CLUSTER, origins });
  const { rights, istio, gateways } = needsOf([], { campaign: CAMPAIGN, objects });
  expect({ istio, gateways }).toEqual({ istio: true, gateways: true });
  const needed = new Set(
    rights.map(({ verb, group, resource }) => [verb, group, resource].join(" ")),
  );
  const mocks = rightsIn("rights.yaml");
  expect([...needed].filter((right) => !mocks.has(right)).sort()).toEqual(
    [...rightsIn("rights-routing.yaml")].filter((right) => !mocks.has(right)).sort(),
  );
});

test("a service that is verified needs what its Job needs, and another one does not", () => {
  const mockOf = (verify: boolean): PlannedMock => {
    const mock = loadedMock(tableOf(["GET /a"]), { routes: {} }, { verify });
    return { mock, objects: mockObjects(mock, { revision: "" }) };
  };
  const rightsOf = (verify: boolean) =>
    needsOf([mockOf(verify)]).rights.map(({ verb, resource, namespace }) =>
      [verb, resource, namespace].join(" "),
    );
  const other = new Set(rightsOf(false));
  expect(rightsOf(true).filter((right) => !other.has(right))).toEqual([
    "create configmaps shop-prism-mock",
    "patch configmaps shop-prism-mock",
    "delete configmaps shop-prism-mock",
    "create jobs shop-prism-mock",
    "delete jobs shop-prism-mock",
    "get pods/log shop-prism-mock",
  ]);
});

test("each is needed in the namespace that its object is in", () => {
  const { laptops: _, ...campaign } = CAMPAIGN;
  const { rights } = needsOf([], { campaign, objects: routingObjects(campaign, []) });
  expect(rights.filter(({ verb }) => verb === "create")).toEqual([
    {
      verb: "create",
      group: "networking.istio.io",
      resource: "virtualservices",
      namespace: "shop",
    },
    {
      verb: "create",
      group: "networking.istio.io",
      resource: "gateways",
      namespace: "istio-ingress",
    },
    {
      verb: "create",
      group: "networking.istio.io",
      resource: "virtualservices",
      namespace: "istio-ingress",
    },
    {
      verb: "create",
      group: "security.istio.io",
      resource: "requestauthentications",
      namespace: "istio-system",
    },
    {
      verb: "create",
      group: "networking.istio.io",
      resource: "envoyfilters",
      namespace: "istio-system",
    },
  ]);
});

interface Role {
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

function rightsIn(file: string): Set<string> {
  const text = readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8");
  const rules = loadAll(text).flatMap((role) => (isRole(role) ? role.rules : []));
  return new Set(
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => [verb, group, resource].join(" "))),
      ),
    ),
  );
}

function isRole(value: unknown): value is Role {
  return typeof value === "object" && value !== null && "rules" in value;
}

test("a controller needs the rights for each of its objects, by the names that Kubernetes has for their kinds", () => {
  const controller = planController(controllerConfig({ namespaces: ["shop"] }));
  const { rights } = needsOf([], undefined, [], controller);
  const created = rights
    .filter(({ verb }) => verb === "create")
    .map(({ group, resource, namespace }) => [`${resource}.${group}`, namespace].join(" "));
  expect(created.sort()).toEqual([
    "clusterrolebindings.rbac.authorization.k8s.io ",
    "clusterroles.rbac.authorization.k8s.io ",
    "deployments.apps understudy-controller",
    "networkpolicies.networking.k8s.io understudy-controller",
    "rolebindings.rbac.authorization.k8s.io shop",
    "rolebindings.rbac.authorization.k8s.io understudy-controller",
    "roles.rbac.authorization.k8s.io shop",
    "roles.rbac.authorization.k8s.io understudy-controller",
    "serviceaccounts. understudy-controller",
    "services. understudy-controller",
  ]);
});
