import { describe, expect, test } from "vitest";
import { campaignOf, problemsOf, serviceOf } from "./stack.ts";

const PRISM =
  "engine prism cannot make delays, and inject is mock.\n  Write inject: mesh, engine: understudy or latency: none.";
const MESH =
  "inject mesh needs istio, but istio is off.\n  The callers' sidecars make these delays: enable istio and give the callers sidecars, or write inject: mock.";

describe("what does not fit together", () => {
  test.each([
    [
      "delivery: image",
      "delivery: delivery image needs a registry, but registry is none.\n  Name a registry or a ready image, or write delivery: configMap.",
    ],
    [
      "registry: ecr",
      "registry: registry ecr needs aws, but the stack has no aws.\n  Write understudy:aws with region and accountIds, or name another registry.",
    ],
    [
      "image: registry.example.com/mocks/payments",
      "image: an image and delivery configMap exclude each other.\n  Remove image, or write delivery: image.",
    ],
    ["istio: none, latency: { inject: mesh }", `latency: ${MESH}`],
    ["engine: prism, latency: { inject: mock, default: { p95: 1ms } }", `engine: ${PRISM}`],
    [
      'engine: prism, istio: none, latency: { routes: { "GET /": { p95: 1ms } } }',
      `engine: ${PRISM}`,
    ],
    [
      "engine: prism, latency: { faults: { default: { 500: 1% } } }",
      "engine: engine prism cannot make faults.\n  Write engine: understudy, or remove faults.",
    ],
    [
      "istio: none, expose: { host: a.example.com, gateway: a/b }",
      "expose: expose needs istio, but istio is off.\n  An Istio Gateway leads to the mock: enable istio, or remove expose.",
    ],
    [
      "autoscaling: { min: 3, max: 2 }",
      "autoscaling: min (3) is above max (2).\n  Write the smaller number as min.",
    ],
    ["autoscaling: { min: 3 }", "autoscaling.max: autoscaling needs min and max, received no max."],
    ["expose: { gateway: a/b }", "expose.host: expose needs host and gateway, received no host."],
    [
      "replicas: 2, minAvailable: 2",
      "minAvailable: expected less than 2, the smallest number of pods, received 2.\n  Run more pods: otherwise no node with one of them can be drained.",
    ],
    [
      'resources: { requests: { cpu: "1" } }',
      "resources: expected a cpu request of at most the limit of 500m, received 1.\n  Kubernetes refuses such pods: raise the limit, or lower the request.",
    ],
    [
      "resources: { limits: { memory: 1G }, requests: { memory: 1Gi } }",
      "resources: expected a memory request of at most the limit of 1G, received 1Gi.\n  Kubernetes refuses such pods: raise the limit, or lower the request.",
    ],
    [
      "sidecar: { limits: { cpu: 100m }, requests: { cpu: 200m } }",
      "sidecar: expected a cpu request of at most the limit of 100m, received 200m.\n  Kubernetes refuses such pods: raise the limit, or lower the request.",
    ],
    [
      "replicas: 5, autoscaling: { min: 2, max: 5 }, minAvailable: 3",
      "minAvailable: expected less than 2, the smallest number of pods, received 3.\n  Run more pods: otherwise no node with one of them can be drained.",
    ],
  ])("%s", (settings, problem) => {
    expect(problemsOf(() => serviceOf(settings))).toEqual([`stack: services[0].${problem}`]);
  });

  test.each([
    "registry: r.example.com, delivery: image",
    "image: registry.example.com/mocks/payments, delivery: image",
    "engine: prism, latency: { default: { p95: 1ms } }",
    "engine: prism, latency: { inject: mock }",
    "engine: prism, istio: none, latency: none",
    "replicas: 2, minAvailable: 1",
    "autoscaling: { min: 2, max: 2 }, minAvailable: 1",
  ])("does not include %s", (settings) => {
    expect(problemsOf(() => serviceOf(settings))).toEqual([]);
  });

  test("is not said of settings that are wrong by themselves", () => {
    const settings =
      "delivery: imag, istio: x, expose: { host: 1 }, autoscaling: { min: x }, minAvailable: 9, latency: { inject: mesh }";
    expect(
      problemsOf(() => serviceOf(settings)).map((problem) => problem.split(": expected")[0]),
    ).toEqual([
      "stack: services[0].delivery",
      "stack: services[0].autoscaling.min",
      "stack: services[0].istio",
      "stack: services[0].expose.host",
    ]);
  });

  test("is not said of mappings that are wrong in defaults", () => {
    const stack = () =>
      campaignOf(`
        defaults: { delivery: configMap, autoscaling: { min: x } }
        services: [{ name: a, spec: a.yaml, autoscaling: { max: 2 } }]`);
    expect(problemsOf(stack)).toEqual([
      'stack: defaults.autoscaling.min: expected an integer of at least 1, received "x".',
    ]);
  });

  test("is reported where it is written, also in defaults", () => {
    const stack = () =>
      campaignOf(`
        defaults: { delivery: configMap, istio: none, expose: { gateway: a/b } }
        services: [{ name: a, spec: a.yaml, expose: { host: a.example.com } }, { name: b, spec: b.yaml }]`);
    expect(problemsOf(stack).map((problem) => problem.split("\n")[0])).toEqual([
      "stack: services[0].expose: expose needs istio, but istio is off.",
      "stack: defaults.expose: expose needs istio, but istio is off.",
      "stack: defaults.expose.host: expose needs host and gateway, received no host.",
    ]);
  });
});
