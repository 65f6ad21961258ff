import { expect, test } from "vitest";
import { campaignOf, problemsOf } from "./stack.ts";

const DEFAULTS = "namespace: shop, delivery: configMap, pods: shared";

/** The problems of two services with the same defaults. */
const problemsWith = (first: string, second: string, defaults = "") =>
  problemsOf(() =>
    campaignOf(`
      defaults: { ${DEFAULTS}${defaults} }
      services: [{ name: a, spec: a.yaml${first} }, { name: b, spec: b.yaml${second} }]`),
  );

test("mocks that share their pods have one memory limit, half a gibibyte, and one core", () => {
  const { services } = campaignOf(
    `{ defaults: { ${DEFAULTS} }, services: [{ name: a, spec: a.yaml }] }`,
  );
  expect(services[0]?.resources).toEqual({ limits: { cpu: "1", memory: "512Mi" } });
});

test.each([
  ["replicas: 2", "replicas"],
  ["resources: { requests: { cpu: 10m } }", "resources"],
  ["autoscaling: { min: 1, max: 2 }", "autoscaling"],
  ["sidecar: none", "sidecar"],
  ["ports: { container: 9000 }", "ports"],
  ["priorityClass: low", "priorityClass"],
  ["build: { base: node:24-alpine }", "build"],
])("%s of one of them is a problem", (settings, key) => {
  expect(problemsWith("", `, ${settings}`)).toEqual([
    `stack: services[1].${key}: the pods are shared with services[0], which has a different ${key}.\n  Write the same value in both, best in defaults, or pods: own in one of them.`,
  ]);
  expect(problemsWith("", `, pods: own, ${settings}`)).toEqual([]);
  expect(problemsWith(`, ${settings}`, `, ${settings}`)).toEqual([]);
});

test("what each has for itself may differ: its Service's port, its delays, its tags' service", () => {
  const own = ", ports: { service: 8000 }, latency: { default: { p95: 10ms } }";
  expect(problemsWith(own, ", tags: { service: checkout }")).toEqual([]);
});

test("mocks of different namespaces share nothing", () => {
  expect(problemsWith("", ", namespace: pay, replicas: 2")).toEqual([]);
});

test("Prism shares no pods", () => {
  expect(problemsWith("", ", engine: prism, pods: own")).toEqual([]);
  expect(problemsWith(", engine: prism", ", engine: prism")).toEqual([
    "stack: defaults.pods: engine prism serves one document, and pods is shared.\n  Write engine: understudy, or pods: own.",
  ]);
});

test("a mock does not have the name of the pods", () => {
  expect(
    problemsOf(() =>
      campaignOf(`
        defaults: { ${DEFAULTS} }
        services: [{ name: a, spec: a.yaml }, { name: mocks-shop, spec: b.yaml }]`),
    ),
  ).toEqual([
    'stack: services[1].name: "mocks-shop-prism-mock" is the name of the pods that services[0] shares.\n  Give the service another name, suffix or campaign.',
  ]);
});

test("the pods need a port for each mock behind the server's", () => {
  expect(problemsWith("", "", ", ports: { container: 65534 }")).toEqual([
    "stack: defaults.ports: expected a port that 2 more can follow, received 65534.\n  Each mock of shared pods has one.",
  ]);
  expect(problemsWith("", "", ", ports: { container: 65533 }")).toEqual([]);
});
