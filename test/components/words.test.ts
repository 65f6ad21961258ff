import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  IstioLatency,
  MockImage,
  MockService,
  type MockServiceArgs,
  PreviewGateway,
  PreviewReplica,
  RoutingClaims,
  ServiceRouter,
} from "../../components/index.ts";
import { UserError } from "../../src/problem.ts";
import { inputsOf, line } from "../declared.ts";
import { ORIGIN } from "../emit/previewFixture.ts";
import { outputValue, type RunOptions, runProgram } from "../pulumi.ts";

/** Everything here is declared in the user's words, as a program of one's own does. */

const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const SPEC = "specs/payments.yaml";
const QUIET = { delivery: "configMap", istio: { enabled: false } } as const;

afterEach(() => vi.restoreAllMocks());

function run<T>(program: () => T, options: RunOptions = {}) {
  return runProgram(program, {
    outputs: ({ type, name }) =>
      type.startsWith("aws:")
        ? { repositoryUrl: `${ECR}/${name}`, registryId: "123456789012" }
        : { digest: "sha256:1" },
    ...options,
  });
}

function problemsOf(program: () => unknown): Promise<string[]> {
  return run(program).then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      return error.problems.map(({ where, what }) => `${where}: ${what}`);
    },
  );
}

describe("MockService", () => {
  test("of a document and a namespace is repository, image, objects and VirtualService", async () => {
    const { result, declared } = await run(() => {
      const provider = new kubernetes.Provider("cluster");
      return new MockService(
        "payments",
        {
          spec: SPEC,
          namespace: "shop",
          latency: { routes: { "GET /payments/{paymentId}": { p95: "90ms" } } },
        },
        { provider },
      );
    });
    expect(declared.map(line)).toEqual([
      "providers:kubernetes cluster",
      "understudy:IstioLatency payments < MockService::payments",
      "understudy:MockImage payments < MockService::payments",
      "understudy:MockService payments",
      "apps/v1:Deployment payments-deployment @cluster < MockService::payments",
      "docker-build:Image payments-image < MockImage::payments",
      "ecr:LifecyclePolicy payments-lifecycle < MockImage::payments",
      "ecr:Repository payments-repository < MockImage::payments",
      "core/v1:Service payments-service @cluster < MockService::payments",
      "networking.istio.io/v1:VirtualService payments-virtual-service @cluster < IstioLatency::payments",
      "core/v1:Namespace shop-prism-mock @cluster",
      "core/v1:ServiceAccount shop-prism-mock-account @cluster",
    ]);
    expect(inputsOf(declared, "payments-deployment")).toHaveProperty(
      "spec.template.spec.containers.0.image",
      `${ECR}/payments-repository@sha256:1`,
    );
    expect(await outputValue(result.url)).toBe(
      "http://payments-prism-mock.shop-prism-mock.svc.cluster.local",
    );
    expect(await outputValue(result.namespace)).toBe("shop-prism-mock");
  });

  test("tells every mistake in its arguments and its document before anything is declared", async () => {
    let declared = 0;
    const problems = await problemsOf(() => {
      const args: MockServiceArgs = {
        spec: SPEC,
        replicas: 0,
        timeout: "10",
        latency: { routes: { "GET /paymets": { p95: "90ms" }, "GET /payments": { p95: "0.2ms" } } },
      };
      try {
        return new MockService("payments", args);
      } finally {
        declared += 1;
      }
    });
    expect(declared).toBe(1);
    expect(problems).toEqual([
      'MockService "payments": replicas: expected an integer of at least 1, received 0',
      'MockService "payments": timeout: expected a duration above zero such as "10m", received "10"',
      `MockService "payments": latency.routes["GET /paymets"]: no such route in ${SPEC}`,
    ]);
  });

  test("takes a namespace of the same program, and its name is in every object", async () => {
    const { declared } = await run(() => {
      const shop = new kubernetes.core.v1.Namespace("shop");
      const args = { spec: SPEC, ...QUIET, namespace: shop.metadata.name, createNamespace: false };
      return new MockService("payments", args);
    }, namedNamespaces("shop-1a2b3c"));
    const objects = declared.filter(({ parent }) => parent?.endsWith("MockService::payments"));
    expect(objects.map(({ inputs }) => Object(inputs.metadata).namespace)).toEqual(
      objects.map(() => "shop-1a2b3c"),
    );
    expect(objects).toHaveLength(5);
  });

  test("makes the namespace beside one whose name is known only later, as its own child", async () => {
    const { result, declared } = await run(() => {
      const shop = new kubernetes.core.v1.Namespace("shop");
      return new MockService("payments", { spec: SPEC, ...QUIET, namespace: shop.metadata.name });
    }, namedNamespaces("shop-1a2b3c"));
    expect(inputsOf(declared, "payments-namespace").metadata).toMatchObject({
      name: "shop-1a2b3c-prism-mock",
    });
    expect(await outputValue(result.host)).toBe(
      "payments-prism-mock.shop-1a2b3c-prism-mock.svc.cluster.local",
    );
  });

  test("runs a ready image from another resource, and builds none", async () => {
    const { declared } = await run(() => {
      const image = pulumi.output(Promise.resolve("registry.example.com/mock@sha256:2"));
      return new MockService("payments", { spec: SPEC, image, istio: { enabled: false } });
    });
    expect(declared.filter(({ type }) => /MockImage|docker|ecr/.test(type))).toEqual([]);
    expect(inputsOf(declared, "payments-deployment")).toHaveProperty(
      "spec.template.spec.containers.0.image",
      "registry.example.com/mock@sha256:2",
    );
  });

  test("has pods of its own: another mock of the namespace may be declared later", async () => {
    const args = { spec: SPEC, delivery: "configMap", pods: "shared" } as const;
    expect(await problemsOf(() => new MockService("payments", args))).toEqual([
      'MockService "payments": pods: expected "own", received "shared"',
    ]);
  });

  test("has its user's labels on every object and on the pods, behind its own", async () => {
    const labels = { team: pulumi.output("payments"), app: "mine" };
    const { declared } = await run(
      () => new MockService("payments", { spec: SPEC, delivery: "configMap", labels }),
    );
    const labelled = declared.filter(({ type }) => /^kubernetes:/.test(type));
    const labelsOf = (object: unknown) => Object(Object(object).metadata).labels;
    expect(labelled.map(({ name, inputs }) => [name, labelsOf(inputs).team])).toEqual([
      ["payments-deployment", "payments"],
      ["payments-mock", "payments"],
      ["payments-prism-mock", undefined],
      ["payments-prism-mock-account", undefined],
      ["payments-prism-mock-engine", undefined],
      ["payments-service", "payments"],
      ["payments-virtual-service", "payments"],
    ]);
    const { spec } = inputsOf(declared, "payments-deployment");
    expect(labelsOf(Object(spec).template)).toMatchObject({
      team: "payments",
      app: "payments-prism-mock",
    });
  });

  test("keeps a registry's password out of its own inputs, and secret in the image's", async () => {
    const { declared } = await run(() => {
      const password = pulumi.secret("hunter2");
      const registry = { url: "registry.example.com", username: "ci", password };
      return new MockService("payments", { spec: SPEC, registry });
    });
    expect(JSON.stringify(inputsOf(declared, "payments-image"))).toContain("hunter2");
    const others = declared.filter(({ name }) => name !== "payments-image");
    expect(JSON.stringify(others)).not.toContain("hunter2");
  });
});

test("MockImage alone is a repository and an image", async () => {
  const { declared } = await run(() => new MockImage("payments", { spec: SPEC }));
  expect(declared.map(line)).toEqual([
    "understudy:MockImage payments",
    "docker-build:Image payments-image < MockImage::payments",
    "ecr:LifecyclePolicy payments-lifecycle < MockImage::payments",
    "ecr:Repository payments-repository < MockImage::payments",
  ]);
});

describe("IstioLatency alone", () => {
  const latency = { default: { p95: "100ms" } };

  test("delays the routes of a document at the host of any Service", async () => {
    const { declared } = await run(
      () => new IstioLatency("slow", { spec: SPEC, host: "payments.shop", latency }),
    );
    const { metadata, spec } = inputsOf(declared, "slow-virtual-service");
    expect(metadata).toMatchObject({ name: "payments", namespace: "shop" });
    expect(spec).toMatchObject({ hosts: ["payments.shop.svc.cluster.local"] });
    expect(Object(spec).http.at(-1)).toMatchObject({
      name: "default",
      fault: { delay: { fixedDelay: "0.1s", percentage: { value: 100 } } },
    });
  });

  test("takes the host of a Service of the same program", async () => {
    const { declared } = await run(() => {
      const metadata = { name: "payments", namespace: "shop" };
      const service = new kubernetes.core.v1.Service("real", { metadata });
      const host = pulumi.interpolate`${service.metadata.name}.${service.metadata.namespace}`;
      return new IstioLatency("slow", { spec: SPEC, host, latency });
    });
    expect(inputsOf(declared, "slow-virtual-service").spec).toMatchObject({
      hosts: ["payments.shop.svc.cluster.local"],
    });
  });

  test("says that it delays nothing", async () => {
    const args = { spec: "test/previewOrigin.yaml", host: "payments" };
    expect(await problemsOf(() => new IstioLatency("slow", args))).toEqual([
      'IstioLatency "slow": host: expected a Service such as "payments.shop", received "payments"',
    ]);
  });
});

/** A cluster that gives namespaces without a name this one. */
function namedNamespaces(name: string): RunOptions {
  return {
    outputs: ({ type, inputs }) =>
      type.endsWith(":Namespace") && inputs.metadata === undefined ? { metadata: { name } } : {},
  };
}

const REAL = {
  deployment: { ...ORIGIN.deployment },
  service: { ...ORIGIN.service },
};

describe("previews and routes in one program", () => {
  const preview = (more = {}) =>
    new PreviewReplica("payments-pr-12", {
      service: "payments",
      namespace: "shop",
      key: "pr-12",
      origin: REAL,
      ...more,
    });

  test("a replica is a copy of a Deployment and a Service of the same program", async () => {
    const { declared } = await run(() => {
      const deployment = new kubernetes.apps.v1.Deployment("real", Object(ORIGIN.deployment));
      const service = new kubernetes.core.v1.Service("real", Object(ORIGIN.service));
      const secret = pulumi.secret("s3cret");
      return preview({ origin: { deployment, service }, image: "mine:1", env: { A: secret } });
    });
    // The whole is a secret, since one of its variables is.
    const { value } = Object(inputsOf(declared, "payments-pr-12-deployment").spec);
    const [container] = value.template.spec.containers;
    expect(container.image).toBe("mine:1");
    expect(container.env).toContainEqual({ name: "A", value: "s3cret" });
    expect(inputsOf(declared, "payments-pr-12-service").metadata).toMatchObject({
      name: "payments-pr-12",
      namespace: "shop",
    });
  });

  test("a replica looks its origin up where the program does not have it", async () => {
    const { declared } = await run(
      () => new PreviewReplica("copy", { service: "payments", namespace: "shop", key: "pr-12" }),
      {
        outputs: ({ type }) =>
          Object(type.endsWith(":Deployment") ? REAL.deployment : REAL.service),
      },
    );
    expect(declared.filter(({ found }) => found).map(({ name, found }) => [name, found])).toEqual([
      ["copy-origin-deployment", "shop/payments"],
      ["copy-origin-service", "shop/payments"],
    ]);
    expect(inputsOf(declared, "copy-deployment").metadata).toMatchObject({
      name: "payments-pr-12",
    });
  });

  test("a router leads the key to the replica, chosen routes to the mock, the rest to the Service", async () => {
    const { declared } = await run(() => {
      const mock = new MockService("payments", {
        spec: SPEC,
        namespace: "shop",
        delivery: "configMap",
        replaces: { routes: ["POST /payments"], when: { key: "pr-12" } },
      });
      const replica = preview();
      return new ServiceRouter("payments.shop", {
        host: "payments.shop",
        entries: [replica.entry, { key: "alice", to: "payments-alice.shop" }],
        substitutions: [mock.substitutions],
      });
    });
    const { spec } = inputsOf(declared, "payments.shop-virtual-service");
    const names = Object(spec).http.map(({ name }: { name: string }) => name);
    expect(names.at(-1)).toBe("default");
    expect(names).toEqual(
      expect.arrayContaining(["alice default", "pr-12 default", "pr-12 mock POST /payments"]),
    );
  });

  test("a gateway has a host for each key and API, and claims route the public host", async () => {
    const { result, declared } = await run(() => {
      const args = {
        gateway: "istio-ingress/public",
        create: {
          selector: { istio: "ingressgateway" },
          tlsSecret: pulumi.output("certificate"),
        },
        domain: "example.com",
        apis: [{ api: "payments", service: "payments.shop", publicHost: "api.example.com" }],
        entries: [preview().entry],
      };
      new RoutingClaims("claims", { issuer: pulumi.output("https://login"), previewHosts: args });
      return new PreviewGateway("previews", args);
    });
    expect(await outputValue(result.hosts)).toEqual(["preview-pr-12-payments.example.com"]);
    expect(JSON.stringify(inputsOf(declared, "previews-gateway"))).toContain("certificate");
    expect(inputsOf(declared, "claims-request-authentication").spec).toMatchObject({
      jwtRules: [{ issuer: "https://login" }],
    });
    expect(inputsOf(declared, "claims-claims-payments").spec).toMatchObject({
      hosts: ["api.example.com"],
    });
  });

  test("mistakes are told by the component's name and the argument's path, all at once", async () => {
    expect(
      await problemsOf(() => preview({ key: "PR_12", routeTo: "subnet", replicas: 0 })),
    ).toEqual([
      expect.stringMatching(/^PreviewReplica "payments-pr-12": key: expected a route key/),
      expect.stringMatching(
        /^PreviewReplica "payments-pr-12": routeTo: expected service or subset/,
      ),
      expect.stringMatching(/^PreviewReplica "payments-pr-12": replicas: expected an integer/),
    ]);
    const entries = [
      { key: "a", to: "x.shop" },
      { key: "B", to: "y" },
    ];
    expect(await problemsOf(() => new ServiceRouter("r", { host: "payments", entries }))).toEqual([
      expect.stringMatching(/^ServiceRouter "r": host: expected a Service/),
      expect.stringMatching(/^ServiceRouter "r": entries\[1\]\.key: expected a route key/),
      expect.stringMatching(/^ServiceRouter "r": entries\[1\]\.to: expected a Service/),
    ]);
    expect(
      await problemsOf(
        () => new PreviewGateway("g", { gateway: "x", domain: "example.com", apis: [] }),
      ),
    ).toEqual([
      expect.stringMatching(/^PreviewGateway "g": gateway: expected/),
      expect.stringMatching(/^PreviewGateway "g": apis: expected/),
    ]);
  });
});
