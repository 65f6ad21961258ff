import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { originPod } from "../../../src/laptop/intercept/originPod.ts";
import { type Asked, targetOf } from "../../../src/laptop/intercept/readTarget.ts";
import { formatProblem, type Problem } from "../../../src/problem.ts";

const deployment: Deployment = {
  metadata: { name: "payments-v1" },
  spec: {
    selector: {},
    template: {
      metadata: {
        labels: { app: "payments", "istio.io/rev": "x", team: "a" },
        annotations: { "sidecar.istio.io/proxyCPU": "10m", note: "b" },
      },
      spec: { serviceAccountName: "payments", containers: [{ name: "app" }, { name: "log" }] },
    },
  },
};
const ports = [
  { name: "http", port: 80 },
  { name: "grpc-x", port: 81 },
  { name: "tcp-x", port: 82 },
];
const asked: Asked = {
  namespace: "shop",
  service: "payments",
  ports: [{ local: 1, service: "http" }],
};

function serviceWith(spec: NonNullable<Service["spec"]>): Service {
  return {
    metadata: { name: "payments" },
    spec: { selector: { app: "payments" }, ports, ...spec },
  };
}

function look(change: Partial<Asked>, service = serviceWith({}), deployments = [deployment]) {
  const problems: Problem[] = [];
  const target = targetOf({ ...asked, ...change }, { services: [service], deployments }, problems);
  return { target, text: problems.map(formatProblem) };
}

test("the agent listens on all ports that carry HTTP, and stands for the pods of the Deployment behind", () => {
  expect(look({}).target).toEqual({
    namespace: "shop",
    service: "payments",
    ports: [{ port: ports[0], local: 1 }, { port: ports[1] }],
    deployment,
    container: "app",
  });
});

test("the agent has the account and the sidecar of the pods that it stands for", () => {
  expect(originPod(deployment.spec?.template ?? {})).toEqual({
    serviceAccountName: "payments",
    imagePullSecrets: [],
    labels: { "istio.io/rev": "x" },
    annotations: { "sidecar.istio.io/proxyCPU": "10m" },
  });
});

test("a Deployment's name stands for the one Service in front of it", () => {
  expect(look({ service: "payments-v1" }).target?.service).toBe("payments");
});

test.each<[string, Partial<Asked>, Service, string]>([
  ["a name that nobody has", { service: "paymets" }, serviceWith({}), 'Did you mean "payments"?'],
  ["a container that is not there", { container: "ap" }, serviceWith({}), 'Did you mean "app"?'],
  [
    "a port that is not there",
    { ports: [{ local: 1, service: "htp" }] },
    serviceWith({}),
    'Did you mean "http"?',
  ],
  [
    "no port of several",
    { ports: [{ local: 8080 }] },
    serviceWith({}),
    "Name one: --port 8080:http.",
  ],
  [
    "two local ports for one port",
    {
      ports: [
        { local: 1, service: "http" },
        { local: 2, service: "http" },
      ],
    },
    serviceWith({}),
    "sends requests of its port http to one local port: 1 or 2",
  ],
  ["no HTTP", {}, serviceWith({ ports: [{ name: "tcp", port: 1 }] }), "no port that carries HTTP"],
  ["a headless Service", {}, serviceWith({ clusterIP: "None" }), "is headless"],
  ["an ExternalName", {}, serviceWith({ type: "ExternalName" }), "is an ExternalName"],
  ["no selector", {}, serviceWith({ selector: {} }), "has no selector"],
  ["no pods", {}, serviceWith({ selector: { app: "x" } }), "selects the pods of no Deployment"],
])("%s is said, with what helps", (_, change, service, expected) => {
  const { target, text } = look(change, service);
  expect(target).toBeUndefined();
  expect(text.join("\n")).toContain(expected);
});

test("all that is wrong is said at once", () => {
  const { text } = look({ container: "x", ports: [{ local: 1, service: "nope" }, { local: 2 }] });
  expect(text.length).toBe(3);
});
