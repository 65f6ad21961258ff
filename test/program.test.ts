import { isDeepStrictEqual } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readOriginFiles } from "../cli/originFiles.ts";
import type { Campaign } from "../src/campaign/campaign.ts";
import { readStackFile } from "../src/config/stackFile.ts";
import type { KubernetesObject } from "../src/emit/common/kubernetesObject.ts";
import { type ClusterRouting, NO_CLUSTER, objectsOfRouting } from "../src/emit/routingObjects.ts";
import { loadStack } from "../src/plan/loadStack.ts";
import { manifests } from "../src/plan/manifests.ts";
import { planStack } from "../src/plan/planStack.ts";
import { STACK_LABEL } from "../src/routing/annotations.ts";
import { ROUTE_DECLARED } from "../src/routing/declaredHost.ts";
import { serverBundle } from "../src/server/bundle.ts";
import { byIdentity, inputsOf, line } from "./declared.ts";
import { outputValue, owned, type Run, type RunOptions, runProgram } from "./pulumi.ts";

const ROOT = ".";
const REVISION = "1-24-3";
const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

vi.mock("../src/cluster/istioRevision.ts", () => ({
  readIstioRevision: async () => ({ revision: REVISION, reason: "found it" }),
}));

vi.mock("../src/cluster/checkCluster.ts", () => ({
  checkCluster: async () => ({ problems: [], warnings: [] }),
}));

vi.mock("../src/program/composeRoutes.ts", () => ({ composeRoutes: async () => false }));

vi.mock("../src/cluster/readClusterRouting.ts", () => ({
  readClusterRouting: async (campaign: Campaign) => clusterOf(campaign),
}));

let written: Record<string, KubernetesObject[]>;
let stg: Run<Program>;
let kind: Run<Program>;
let routing: Run<Program>;

beforeAll(async () => {
  vi.spyOn(console, "log").mockReturnValue();
  vi.stubEnv("KUBECONFIG", "a/config:b/config");
  written = {
    stg: rendered("stg"),
    kind: rendered("kind"),
    routing: rendered("routing"),
  };
  stg = await runStack("stg");
  kind = await runStack("kind");
  routing = await runStack("routing");
});

afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("stack stg", () => {
  test("declares exactly this, through the providers that it names", () => {
    expect(stg.declared.map(line)).toEqual([
      "core/v1:Namespace accounts-prism-mock @kubernetes",
      "core/v1:ServiceAccount accounts-prism-mock-account @kubernetes",
      "providers:aws aws",
      "understudy:IstioLatency catalog < MockService::catalog",
      "understudy:MockImage catalog < MockService::catalog",
      "understudy:MockService catalog",
      "autoscaling/v2:HorizontalPodAutoscaler catalog-autoscaler @kubernetes < MockService::catalog",
      "apps/v1:Deployment catalog-deployment @kubernetes < MockService::catalog",
      "policy/v1:PodDisruptionBudget catalog-disruption-budget @kubernetes < MockService::catalog",
      "docker-build:Image catalog-image @docker-build < MockImage::catalog",
      "ecr:LifecyclePolicy catalog-lifecycle @aws < MockImage::catalog",
      "ecr:Repository catalog-repository @aws < MockImage::catalog",
      "core/v1:Service catalog-service @kubernetes < MockService::catalog",
      "networking.istio.io/v1:VirtualService catalog-virtual-service @kubernetes < IstioLatency::catalog",
      "providers:docker-build docker-build",
      "providers:kubernetes kubernetes",
      "understudy:IstioLatency payments < MockService::payments",
      "understudy:MockImage payments < MockService::payments",
      "understudy:MockService payments",
      "apps/v1:Deployment payments-deployment @kubernetes < MockService::payments",
      "docker-build:Image payments-image @docker-build < MockImage::payments",
      "ecr:LifecyclePolicy payments-lifecycle @aws < MockImage::payments",
      "ecr:Repository payments-repository @aws < MockImage::payments",
      "core/v1:Service payments-service @kubernetes < MockService::payments",
      "networking.istio.io/v1:VirtualService payments-virtual-service @kubernetes < IstioLatency::payments",
      "core/v1:Namespace shop-prism-mock @kubernetes",
      "core/v1:ServiceAccount shop-prism-mock-account @kubernetes",
      "understudy:IstioLatency users < MockService::users",
      "understudy:MockImage users < MockService::users",
      "understudy:MockService users",
      "apps/v1:Deployment users-deployment @kubernetes < MockService::users",
      "docker-build:Image users-image @docker-build < MockImage::users",
      "ecr:LifecyclePolicy users-lifecycle @aws < MockImage::users",
      "ecr:Repository users-repository @aws < MockImage::users",
      "core/v1:Service users-service @kubernetes < MockService::users",
      "networking.istio.io/v1:VirtualService users-virtual-service @kubernetes < IstioLatency::users",
    ]);
  });

  test("touches no other cluster or account than the stack's", () => {
    expect(inputsOf(stg.declared, "kubernetes")).toEqual({
      context: "shop-stg",
      clusterIdentifier: "shop-stg",
      kubeconfig: "",
    });
    expect(inputsOf(stg.declared, "aws")).toMatchObject({
      region: "us-east-1",
      allowedAccountIds: '["123456789012"]',
    });
  });

  test("delays in the mesh come when the mock is there, and go first", () => {
    const latency = stg.declared.find(
      ({ type, name }) => /IstioLatency/.test(type) && name === "users",
    );
    expect(latency?.dependsOn).toEqual([
      "kubernetes:apps/v1:Deployment::users-deployment",
      "kubernetes:core/v1:Service::users-service",
      "kubernetes:core/v1:ServiceAccount::accounts-prism-mock-account",
    ]);
  });

  test("says istiod's revision, and where callers are pointed at", async () => {
    const { result } = stg;
    expect(result.istioRevision).toBe(REVISION);
    expect(Object.keys(result.mocks)).toEqual(["catalog", "payments", "users"]);
    const { url, curl } = result.mocks.catalog ?? {};
    expect(url && (await outputValue(url))).toBe(
      "http://catalog-prism-mock.shop-prism-mock.svc.cluster.local",
    );
    expect(curl && (await outputValue(curl))).toMatch(
      /^curl http:\/\/catalog-prism-mock\.shop-prism-mock\.svc\.cluster\.local\/\w+/,
    );
  });
});

test("what stood beside a mock in version 0.1 is known by its old place", () => {
  const moved = ["MockImage", "IstioLatency"].map((type) => `understudy:index:${type}::users`);
  // Of the same name, right below the stack; the engine finds their children by that.
  for (const key of moved) expect(stg.aliases[key]).toEqual(["<"]);
});

test("stack kind declares neither images nor anything of Istio's or AWS's", () => {
  const { declared, invoked, result } = kind;
  const service = (name: string) => [
    `understudy:MockService ${name}`,
    `apps/v1:Deployment ${name}-deployment @kubernetes < MockService::${name}`,
    `core/v1:ConfigMap ${name}-mock @kubernetes < MockService::${name}`,
    `core/v1:Service ${name}-service @kubernetes < MockService::${name}`,
  ];
  expect(declared.map(line)).toEqual([
    ...service("catalog"),
    "providers:kubernetes kubernetes",
    ...service("payments"),
    "core/v1:Namespace shop-prism-mock @kubernetes",
    "core/v1:ServiceAccount shop-prism-mock-account @kubernetes",
    "core/v1:ConfigMap shop-prism-mock-engine @kubernetes",
    ...service("users"),
  ]);
  expect(invoked).toEqual([]);
  expect(result.istioRevision).toBe("none");
});

describe("stack routing", () => {
  test("declares exactly this", () => {
    expect(routing.declared.map(line)).toEqual([
      "understudy:PreviewReplica catalog-pr-12.shop",
      "apps/v1:Deployment catalog-pr-12.shop-deployment @kubernetes < PreviewReplica::catalog-pr-12.shop",
      "core/v1:Service catalog-pr-12.shop-service @kubernetes < PreviewReplica::catalog-pr-12.shop",
      "batch/v1:Job catalog-pr-12.shop-setup @kubernetes < PreviewReplica::catalog-pr-12.shop",
      "understudy:ServiceRouter catalog.shop",
      "networking.istio.io/v1:VirtualService catalog.shop-virtual-service @kubernetes < ServiceRouter::catalog.shop",
      "understudy:RoutingClaims claims",
      "networking.istio.io/v1:VirtualService claims-claims-catalog @kubernetes < RoutingClaims::claims",
      "networking.istio.io/v1alpha3:EnvoyFilter claims-gateway-filter @kubernetes < RoutingClaims::claims",
      "security.istio.io/v1:RequestAuthentication claims-request-authentication @kubernetes < RoutingClaims::claims",
      "networking.istio.io/v1alpha3:EnvoyFilter claims-sidecar-filter-istio-system @kubernetes < RoutingClaims::claims",
      "providers:kubernetes kubernetes",
      "understudy:MockService payments",
      "apps/v1:Deployment payments-deployment @kubernetes < MockService::payments",
      "core/v1:ConfigMap payments-mock @kubernetes < MockService::payments",
      "core/v1:Service payments-service @kubernetes < MockService::payments",
      "understudy:ServiceRouter payments.shop",
      "networking.istio.io/v1:VirtualService payments.shop-virtual-service @kubernetes < ServiceRouter::payments.shop",
      "understudy:PreviewGateway previews",
      "networking.istio.io/v1:VirtualService previews-preview-alice-catalog @kubernetes < PreviewGateway::previews",
      "networking.istio.io/v1:VirtualService previews-preview-pr-12-catalog @kubernetes < PreviewGateway::previews",
      "core/v1:Namespace shop-prism-mock @kubernetes",
      "core/v1:ServiceAccount shop-prism-mock-account @kubernetes",
      "core/v1:ConfigMap shop-prism-mock-engine @kubernetes",
    ]);
  });

  test("has a host's routes come when all that they lead to is there, and go first", () => {
    const replica = [
      "kubernetes:apps/v1:Deployment::catalog-pr-12.shop-deployment",
      "kubernetes:batch/v1:Job::catalog-pr-12.shop-setup",
      "kubernetes:core/v1:Service::catalog-pr-12.shop-service",
    ];
    expect(dependenciesOf("understudy:index:ServiceRouter", "payments.shop")).toEqual(
      expect.arrayContaining([
        ...replica,
        "kubernetes:apps/v1:Deployment::payments-deployment",
        "kubernetes:core/v1:Service::payments-service",
      ]),
    );
    expect(dependenciesOf("understudy:index:PreviewGateway", "previews")).toEqual(
      expect.arrayContaining([
        ...replica,
        "kubernetes:networking.istio.io/v1:VirtualService::catalog.shop-virtual-service",
        "kubernetes:networking.istio.io/v1:VirtualService::payments.shop-virtual-service",
      ]),
    );
  });

  test("says how the preview is reached, from within and from outside", async () => {
    const { previews, previewHosts } = routing.result;
    expect(Object.keys(previews)).toEqual(["catalog-pr-12.shop"]);
    const { headers, curl } = previews["catalog-pr-12.shop"] ?? {};
    expect(headers && (await outputValue(headers))).toEqual({
      "x-preview": "pr-12",
      baggage: "understudy=pr-12",
    });
    expect(curl && (await outputValue(curl))).toBe(
      "curl -H 'x-preview: pr-12' http://catalog.shop.svc.cluster.local/",
    );
    expect(await outputValue(previewHosts)).toEqual([
      "preview-alice-catalog.example.com",
      "preview-pr-12-catalog.example.com",
    ]);
  });

  test("sends the chosen payments with the key to the mock, and leaves the rest", () => {
    const { inputs } =
      routing.declared.find(({ name }) => name === "payments.shop-virtual-service") ?? {};
    const http: { name?: string }[] = Object(Object(inputs).spec).http;
    expect(http.map(({ name }) => name)).toEqual([
      "pr-12 mock POST /v1/payments/{paymentId}/capture",
      "pr-12 mock POST /v1/payments",
      "pr-12 mock POST /payments/{paymentId}/capture",
      "pr-12 mock POST /payments",
      "default",
    ]);
  });

  function dependenciesOf(type: string, name: string): string[] | undefined {
    return routing.declared.find((one) => one.type === type && one.name === name)?.dependsOn;
  }
});

test("a preview, which knows no digest yet, declares everything too", async () => {
  for (const [stack, run] of Object.entries({ stg, routing })) {
    const { declared } = await runStack(stack, { preview: true, outputs: () => ({}) });
    expect(declared.map(line)).toEqual(run.declared.map(line));
  }
});

test.each(["stg", "kind", "routing"])(
  "stack %s declares what `render` writes, and annotations that only Pulumi and those who compose routes read",
  (stack) => {
    const { declared } = { stg, kind, routing }[stack] ?? { declared: [] };
    const objects = declared
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ type, inputs }) => withoutDeclared({ ...inputs, ...generatedName(type, inputs) }));
    const files = written[stack] ?? [];
    expect(JSON.stringify(files)).not.toContain("pulumi.com/");
    expect(byIdentity(objects)).toEqual(byIdentity(files.map(asDeclared)));
  },
);

test("a stack with mistakes declares nothing, and they are all there is to read", async () => {
  const config = {
    "understudy:services": '[{"name":"a"}, {"name":"b","spec":"b.yaml","engin":1}]',
  };
  const error = await runProgram(program, { stack: "stg", config }).catch(
    (thrown: unknown) => thrown,
  );
  expect(RunError.isInstance(error)).toBe(true);
  expect(String(error)).toContain("services[0].spec");
  expect(String(error)).toContain("services[1].engin");
});

type Program = typeof import("../index.ts");

function program(): Promise<Program> {
  // A program runs when it is imported.
  vi.resetModules();
  return import("../index.ts");
}

/** Runs the program with a committed stack's file, whose values Pulumi hands over as texts. */
function runStack(stack: string, options: RunOptions = {}): Promise<Run<Program>> {
  const values = Object.entries(readStackFile(stack, ROOT, []));
  return runProgram(program, {
    stack,
    config: Object.fromEntries(
      values.map(([key, value]) => [
        `understudy:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
    outputs: ({ type, name, inputs }) => ({
      digest: `sha256:${name}`,
      repositoryUrl: `${ECR}/${name}`,
      ...generatedName(type, inputs),
    }),
    ...options,
  });
}

/** The objects of a committed stack, made without Pulumi and from its file. */
function rendered(stack: string): KubernetesObject[] {
  const loaded = loadStack(stack, ROOT);
  const { mocks, routing } = planStack(loaded, {
    engineBundle: serverBundle,
    revision: stack === "kind" ? "" : REVISION,
    cluster: clusterOf(loaded.campaign),
  });
  const sources = mocks.map(({ mock: { config }, objects }) => ({
    objects,
    image: `${ECR}/${config.name}-repository@sha256:${config.name}-image`,
  }));
  return manifests(sources, objectsOfRouting(routing)).map(({ object }) => owned(object, stack));
}

/** What the shop's cluster would say. */
function clusterOf({ previews = [] }: Campaign): ClusterRouting {
  return { ...NO_CLUSTER, origins: readOriginFiles([`${ROOT}/test/previewOrigin.yaml`], previews) };
}

/** ConfigMaps and ServiceAccounts get their names from Pulumi's provider: here, those that `render` gives. */
function generatedName(type: string, { metadata, data, binaryData }: Record<string, unknown>) {
  const kind = type.split(":").at(-1);
  if (kind !== "ConfigMap" && kind !== "ServiceAccount") return {};
  const { namespace, labels, annotations } = Object(metadata);
  const found = written[labels[STACK_LABEL]]?.find(
    (object) =>
      object.kind === kind &&
      object.metadata?.namespace === namespace &&
      isDeepStrictEqual(contentOf(object), { data, binaryData }),
  );
  return { metadata: { ...found?.metadata, annotations } };
}

/**
 * What only Pulumi reads: it takes back fields that somebody edited, need not wait for endpoints, and makes a failed Job
 * again.
 */
const FOR_PULUMI: Record<string, Record<string, string>> = {
  Service: { "pulumi.com/skipAwait": "true" },
  Job: { "pulumi.com/replaceUnready": "true" },
};

function asDeclared(object: KubernetesObject): KubernetesObject {
  const added = { "pulumi.com/patchForce": "true", ...FOR_PULUMI[object.kind ?? ""] };
  const annotations = { ...object.metadata?.annotations, ...added };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function withoutDeclared(object: Record<string, unknown>): Record<string, unknown> {
  const { annotations, ...metadata } = Object(object.metadata);
  const { [ROUTE_DECLARED]: _, ...others } = Object(annotations);
  return { ...object, metadata: { ...metadata, annotations: others } };
}

function contentOf(object: KubernetesObject & { data?: unknown; binaryData?: unknown }) {
  return { data: object.data, binaryData: object.binaryData };
}
