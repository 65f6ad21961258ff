import type { ServiceSpec } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { ledPorts, podsSpec, unledPorts } from "../../../src/laptop/led/ledPorts.ts";
import { formatProblem } from "../../../src/problem.ts";

const http = { name: "http", port: 80, targetPort: "web" };
const again = { name: "again", port: 8080, targetPort: "web" };
const echo = { name: "tcp-echo", port: 7000, targetPort: 7 };
const plain = { port: 9000 };

function service(spec: ServiceSpec) {
  return { metadata: { namespace: "shop", name: "payments" }, spec };
}

test("the agent listens at the numbers of the pods' ports, and gives names numbers of its own", () => {
  expect(ledPorts([http, again, echo, plain], [])).toEqual([
    { port: http, listen: 17_900, podPort: "web", bytes: true },
    { port: echo, listen: 7, bytes: true },
    { port: plain, listen: 9000, bytes: true },
  ]);
  const taken = { port: 1, targetPort: 17_900 };
  expect(ledPorts([taken, http], []).map(({ listen }) => listen)).toEqual([17_900, 17_901]);
});

test("requests are read where this machine answers HTTP, and bytes are passed on everywhere else", () => {
  const chosen = [
    { port: again, local: 3000, isHttp: true },
    { port: echo, local: 3001, isHttp: false },
    { port: plain, isHttp: true },
  ];
  expect(ledPorts([http, again, echo, plain], chosen)).toEqual([
    { port: http, listen: 17_900, podPort: "web", local: 3000 },
    { port: echo, listen: 7, local: 3001, bytes: true },
    { port: plain, listen: 9000, bytes: true },
  ]);
});

test("what an agent cannot stand for is told, all at once", () => {
  const ports = [
    { name: "dns", port: 53, protocol: "UDP" },
    { port: 80, targetPort: 17_890 },
  ];
  const problems = unledPorts(service({ ports, internalTrafficPolicy: "Local" }));
  expect(problems.map(formatProblem)).toEqual([
    "Service shop/payments: its port dns is UDP, and would lead nowhere: an agent carries TCP alone.\n  Move that port to a Service of its own.",
    "Service shop/payments: its port 80 leads to 17890, which an agent needs for itself.\n  Give the pods' port a name, and lead to that.",
    "Service shop/payments: its internalTrafficPolicy is Local: requests of all nodes but the agent's would fail.\n  Set it to Cluster first.",
  ]);
  expect(unledPorts(service({ ports: [http], internalTrafficPolicy: "Cluster" }))).toEqual([]);
});

test("the pods are reached by the same ports, as TCP, since a sidecar would route HTTP to the agent", () => {
  const spec = podsSpec(
    service({
      ...{ type: "NodePort", clusterIP: "10.0.0.1", sessionAffinity: "ClientIP" },
      publishNotReadyAddresses: true,
      ports: [{ ...http, nodePort: 30_080, appProtocol: "http" }, plain],
    }),
    { app: "payments" },
  );
  expect(spec).toEqual({
    selector: { app: "payments" },
    publishNotReadyAddresses: true,
    ports: [
      { name: "http", port: 80, targetPort: "web", protocol: "TCP", appProtocol: "tcp" },
      { port: 9000, protocol: "TCP", appProtocol: "tcp" },
    ],
  });
});
