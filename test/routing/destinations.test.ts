import { expect, test } from "vitest";
import { destinationProblems, type ServicePorts } from "../../src/routing/destinations.ts";
import type { Entry } from "../../src/routing/entry.ts";

const ORIGIN = "payments.shop.svc.cluster.local";
const ALICE = "payments-alice.shop.svc.cluster.local";
const FROM = "Pulumi.stg.yaml: router.hosts[0].entries[0]";

function told(destination: Entry["destination"], ...services: ServicePorts[]): string[] {
  const entry = { origin: ORIGIN, key: "alice", destination, from: FROM };
  return destinationProblems([entry], [service("payments", [80, 9090]), ...services]).map(
    ({ where, what, fix }) => `${where}: ${what}. ${fix}`,
  );
}

function service(name: string, ports: number[], clusterIP = "10.0.0.8"): ServicePorts {
  const metadata = { name, namespace: "shop" };
  return { metadata, spec: { clusterIP, ports: ports.map((port) => ({ port })) } };
}

test("a destination that has one of the origin's ports, or the port that is named, is right", () => {
  expect(told({ host: ALICE }, service("payments-alice", [8080, 80]))).toEqual([]);
  expect(told({ host: ALICE, port: 8080 }, service("payments-alice", [8080]))).toEqual([]);
});

test("a destination without the ports that requests come for is a problem", () => {
  const fix =
    'Add the port to the host ("payments-alice.shop:8080"), or write it as the annotation understudy.dev/route-port.';
  const what = `${FROM}: payments-alice.shop has the port 8080, but requests arrive for`;
  const services = [service("payments-alice", [8080])];
  expect(told({ host: ALICE }, ...services)).toEqual([`${what} 80, 9090 of payments.shop. ${fix}`]);
  expect(told({ host: ALICE, port: 80 }, ...services)).toEqual([`${what} 80. ${fix}`]);
});

test("a headless destination is a problem, unless it is a subset of the origin itself", () => {
  expect(told({ host: ALICE }, service("payments-alice", [80], "None"))).toEqual([
    `${FROM}: payments-alice.shop is headless: sidecars send its requests to the pod that the caller chose, which is a pod of payments.shop. Name a Service with an address.`,
  ]);
  expect(told({ host: ORIGIN, subset: "alice" })).toEqual([]);
});

test("a destination that does not exist is skipped: it may be created later", () => {
  expect(told({ host: ALICE })).toEqual([]);
});
