import { describe, expect, test } from "vitest";
import { campaignOf, problemsOf, serviceOf } from "../stack.ts";

const NAME = 'a name in lower-case letters, digits and "-", such as "shop"';
const REGISTRY = 'ecr, none or the address of a registry such as "registry.example.com/mocks"';
const IN_QUOTES = "Put it in quotes.";

describe("a setting", () => {
  // What is written, the path in the service, what is expected, what is received, and the fix.
  test.each<[string, string, string, string, string?]>([
    ["namespace: Shop", "namespace", NAME, '"Shop"'],
    ["namespace: 7", "namespace", NAME, "7", IN_QUOTES],
    ["createNamespace: no", "createNamespace", "true or false", '"no"'],
    [
      "suffix: -mock-",
      "suffix",
      'the end of a name in lower-case letters, digits and "-", such as "-prism-mock"',
      '"-mock-"',
    ],
    ["campaign: -a", "campaign", NAME, '"-a"'],
    ["engine: prysm", "engine", "understudy or prism", '"prysm"', 'Did you mean "prism"?'],
    ["delivery: 1", "delivery", "image or configMap", "1"],
    ["ports: { service: 0 }", "ports.service", "an integer from 1 to 65535", "0"],
    ["ports: { container: 1023 }", "ports.container", "an integer from 1024 to 65535", "1023"],
    ["replicas: 0", "replicas", "an integer of at least 1", "0"],
    ["replicas: 1.5", "replicas", "an integer of at least 1", "1.5"],
    ['replicas: "2"', "replicas", "an integer of at least 1", '"2"', "Write it without quotes."],
    [
      "resources: { limits: { cpu: 1 } }",
      "resources.limits.cpu",
      'a Kubernetes quantity such as "500m"',
      "1",
      IN_QUOTES,
    ],
    [
      "resources: { limits: { memory: 1GB } }",
      "resources.limits.memory",
      'a Kubernetes quantity such as "256Mi"',
      '"1GB"',
    ],
    [
      "resources: { requests: { cpu: x } }",
      "resources.requests.cpu",
      'a Kubernetes quantity such as "500m"',
      '"x"',
    ],
    [
      "autoscaling: { min: 1, max: 2, cpu: 70 }",
      "autoscaling.cpu",
      'a percentage such as "70%"',
      "70",
    ],
    ["sidecar: off", "sidecar", "none, or a mapping of inject, limits and requests", '"off"'],
    ["sidecar: true", "sidecar", "none, or a mapping of inject, limits and requests", "true"],
    [
      "priorityClass: High",
      "priorityClass",
      'a name in lower-case letters, digits, "-" and ".", such as "high-priority"',
      '"High"',
    ],
    ["timeout: 10", "timeout", 'a duration above zero such as "10m"', "10"],
    ["timeout: 0s", "timeout", 'a duration above zero such as "10m"', '"0s"'],
    [
      "tags: false",
      "tags",
      "none, or a mapping of environment and service",
      "false",
      "Write tags: none.",
    ],
    ["tags: { environment: 1 }", "tags.environment", "a text", "1", IN_QUOTES],
    ['tags: { service: "" }', "tags.service", "a text", '""'],
    ["registry: ecrr", "registry", REGISTRY, '"ecrr"', 'Did you mean "ecr"?'],
    ["registry: false", "registry", REGISTRY, "false", "Write registry: none."],
    ["registry: {}", "registry.url", REGISTRY, "nothing"],
    ["adopt: 1", "adopt", "true or false", "1"],
    ["image: Mock", "image", 'an image such as "node:24-slim"', '"Mock"'],
    ["build: { base: Node }", "build.base", 'an image such as "node:24-slim"', '"Node"'],
    ["build: { platforms: [] }", "build.platforms", "a list such as [linux/amd64]", "[]"],
    [
      "build: { platforms: [linux/amd] }",
      "build.platforms[0]",
      "linux/amd64 or linux/arm64",
      '"linux/amd"',
      'Did you mean "linux/amd64"?',
    ],
    ["build: { builder: { exec: x } }", "build.builder.exec", "true or false", '"x"'],
    ["istio: off", "istio", "none, or a mapping of enabled and revision", '"off"'],
    [
      "istio: { revision: 1_2 }",
      "istio.revision",
      'a name in lower-case letters, digits, "-" and ".", such as "1-31-0"',
      '"1_2"',
    ],
    [
      "expose: { host: a.example.com, gateway: public }",
      "expose.gateway",
      'an Istio Gateway as namespace/name, such as "istio-ingress/public"',
      '"public"',
    ],
    [
      'expose: { host: "*.example.com", gateway: a/b }',
      "expose.host",
      'a name in lower-case letters, digits, "-" and ".", such as "payments-mock.example.com"',
      '"*.example.com"',
    ],
    [
      "latency: 100ms",
      "latency",
      "none, or a mapping of enabled, inject, default, routes, faults and names",
      '"100ms"',
    ],
    [
      "latency: { inject: mess }",
      "latency.inject",
      "mesh or mock",
      '"mess"',
      'Did you mean "mesh"?',
    ],
    [
      "latency: { routes: [] }",
      "latency.routes",
      "profiles by route such as { GET /pets: { p95: 120ms } }",
      "[]",
    ],
  ])("%s is wrong", (settings, path, expected, received, fix) => {
    const line = `stack: services[0].${path}: expected ${expected}, received ${received}.`;
    expect(problemsOf(() => serviceOf(settings))).toEqual([
      fix === undefined ? line : `${line}\n  ${fix}`,
    ]);
  });

  test.each([
    ["namespaces: shop", 'namespaces: no such key.\n  Did you mean "namespace"?'],
    ["ports: { http: 80 }", "ports.http: no such key.\n  The keys here are service and container."],
    ["build: { bse: a }", 'build.bse: no such key.\n  Did you mean "base"?'],
  ])("%s has no meaning", (settings, problem) => {
    expect(problemsOf(() => serviceOf(settings))).toEqual([`stack: services[0].${problem}`]);
  });

  test("without a value is left out", () => {
    expect(serviceOf("replicas: , ports: { service: }, latency: ")).toEqual(serviceOf(""));
  });
});

describe("a registry", () => {
  test.each([
    "localhost:5000",
    "registry:5000/mocks",
    "registry.example.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/mocks",
    "ghcr.io/acme/load_test--mocks",
  ])("may be %s", (url) => {
    expect(serviceOf(`registry: "${url}"`).registry).toEqual({ kind: "url", url });
  });

  test.each([
    "https://registry.example.com/mocks",
    "registry.example.com/mocks/",
    "registry.example.com/mocks:latest",
    "registry.example.com/mocks@sha256:0123",
    "Registry.example.com/Mocks",
  ])("%s is told how to be written", (url) => {
    expect(problemsOf(() => serviceOf(`registry: "${url}"`))).toEqual([
      `stack: services[0].registry: expected ${REGISTRY}, received "${url}".\n  Write "registry.example.com/mocks": lower case, without scheme, tag or slash at the end.`,
    ]);
  });

  test("needs username and password together, and never shows a password", () => {
    const registry = "registry: { url: r.example.com, password: 1234 }";
    expect(problemsOf(() => serviceOf(registry))).toEqual([
      "stack: services[0].registry: expected username and password together, received only one of them.",
      "stack: services[0].registry.password: expected a text, received something else.\n  Put it in quotes.",
    ]);
  });
});

describe("nodeAffinity", () => {
  test.each([
    ["In, values: []", "In takes one value or more, received none"],
    ["NotIn", "NotIn takes one value or more, received none"],
    ["Exists, values: [a]", 'Exists takes no values, received ["a"]'],
    ["DoesNotExist, values: [a]", 'DoesNotExist takes no values, received ["a"]'],
    ["Gt, values: [a]", 'Gt takes one integer as text, received ["a"]'],
    ['Lt, values: ["1", "2"]', 'Lt takes one integer as text, received ["1","2"]'],
  ])("refuses operator: %s", (term, problem) => {
    expect(problemsOf(() => serviceOf(`nodeAffinity: [{ key: a, operator: ${term} }]`))).toEqual([
      `stack: services[0].nodeAffinity[0].values: operator ${problem}.`,
    ]);
  });

  test("asks for key and operator", () => {
    expect(problemsOf(() => serviceOf("nodeAffinity: [{}]"))).toEqual([
      'stack: services[0].nodeAffinity[0].key: expected the key of a node\'s label such as "kubernetes.io/arch", received nothing.',
      "stack: services[0].nodeAffinity[0].operator: expected In, NotIn, Exists, DoesNotExist, Gt or Lt, received nothing.",
    ]);
  });
});

describe("defaults", () => {
  test("hold for every service that says nothing else", () => {
    const { services } = campaignOf(`
      defaults: { registry: r.example.com, replicas: 3, timeout: 1m }
      services: [{ name: a, spec: a.yaml }, { name: b, spec: b.yaml, replicas: 2 }]`);
    expect(services.map(({ replicas, timeout }) => [replicas, timeout])).toEqual([
      [3, "1m"],
      [2, "1m"],
    ]);
  });

  test("merge with a service's mappings key by key, at every level", () => {
    const merged = serviceOf(
      'resources: { limits: { memory: 1Gi }, requests: { memory: 64Mi } }, namespace: shop, build: { platforms: [linux/arm64] }, sidecar: { limits: { cpu: "1" }, requests: { memory: 64Mi } }',
      'registry: r.example.com, resources: { limits: { cpu: "2" }, requests: { cpu: 100m } }, createNamespace: false, build: { base: "n:1", platforms: [linux/amd64] }, sidecar: { inject: false }',
    );
    expect(merged.resources).toEqual({
      limits: { cpu: "2", memory: "1Gi" },
      requests: { cpu: "100m", memory: "64Mi" },
    });
    expect(merged.namespace).toBe("shop");
    expect(merged.createNamespace).toBe(false);
    expect(merged.build).toEqual({ base: "n:1", platforms: ["linux/arm64"] });
    expect(merged.sidecar).toEqual({
      inject: false,
      limits: { cpu: "1", memory: "512Mi" },
      requests: { cpu: "100m", memory: "64Mi" },
    });
  });

  test("are replaced as a whole by a value that is not a mapping, or if they are not mappings", () => {
    const merged = serviceOf(
      "nodeAffinity: [], tags: none, sidecar: { limits: { cpu: 1m } }, istio: { revision: none }, registry: { url: b.example.com }",
      "nodeAffinity: [{ key: a, operator: Exists }], tags: { environment: a }, sidecar: none, istio: none, registry: { url: a.example.com, username: u, password: p }",
    );
    expect(merged.nodeAffinity).toEqual([]);
    expect(merged).not.toHaveProperty("tags");
    expect(merged.sidecar).toEqual({
      inject: true,
      limits: { cpu: "1m", memory: "512Mi" },
      requests: { cpu: "1m", memory: "128Mi" },
    });
    expect(merged.istio).toEqual({ enabled: true, revision: "none" });
    expect(merged.registry).toEqual({ kind: "url", url: "b.example.com" });
  });

  test("are refused once when they are wrong, however many services they reach", () => {
    const stack = () =>
      campaignOf(`
        defaults: { replicas: 0, delivery: image, registry: none, name: a, latency: { routes: {} } }
        services: [{ name: a, spec: a.yaml }, { name: b, spec: b.yaml }]`);
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(
        /^stack: defaults\.name: no such key\.\n {2}The keys here are namespace, /,
      ),
      "stack: defaults.replicas: expected an integer of at least 1, received 0.",
      "stack: defaults.latency.routes: routes belong to one service.\n  Write them in its latency.",
      "stack: defaults.delivery: delivery image needs a registry, but registry is none.\n  Name a registry or a ready image, or write delivery: configMap.",
    ]);
  });
});

describe("the default of", () => {
  test("resources.limits is the engine's", () => {
    expect(serviceOf("engine: prism").resources).toEqual({ limits: { cpu: "1", memory: "1Gi" } });
    const said = "engine: prism, resources: { limits: { cpu: 2m } }";
    expect(serviceOf(said).resources).toEqual({ limits: { cpu: "2m", memory: "1Gi" } });
  });

  test("autoscaling.cpu is 70%", () => {
    expect(serviceOf("autoscaling: { min: 2, max: 2 }").autoscaling).toEqual({
      min: 2,
      max: 2,
      cpu: "70%",
    });
  });

  test("registry is none without aws", () => {
    expect(serviceOf("", "delivery: configMap").registry).toEqual({ kind: "none" });
  });
});
