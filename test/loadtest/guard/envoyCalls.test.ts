import { describe, expect, test } from "vitest";
import {
  calledSince,
  callsByPlace,
  callsOf,
  type EnvoyClusters,
  hostsKnownBy,
} from "../../../src/loadtest/guard/envoyCalls.ts";

/** Clusters with one endpoint each, by their names, with its counts of requests and connections. */
function clustersOf(
  counts: Record<string, [requests: number, connections: number]>,
): EnvoyClusters {
  return {
    cluster_statuses: Object.entries(counts).map(([name, [requests, connections]]) => ({
      name,
      host_statuses: [
        {
          address: { socket_address: { address: "10.0.0.7", port_value: 8080 } },
          stats: [
            { name: "cx_total", value: String(connections) },
            { name: "rq_total", value: String(requests) },
            // Envoy leaves out a zero.
            { name: "rq_error" },
          ],
        },
      ],
    })),
  };
}

const PAYMENTS = "outbound|80||payments.shop.svc.cluster.local";
const NO_SERVICES = new Map<string, string>();

function placesOf(counts: Record<string, [number, number]>, pod = "orders-1") {
  return callsByPlace(callsOf(clustersOf(counts)).map((call) => ({ ...call, pod })));
}

describe("what an Envoy called", () => {
  test("are the endpoints of clusters for requests of the pod, and no others", () => {
    const clusters = clustersOf({
      [PAYMENTS]: [3, 1],
      "outbound|6379|v1|redis.shop.svc.cluster.local": [0, 2],
      "inbound|8080||": [9, 9],
      "xds-grpc": [9, 9],
      BlackHoleCluster: [9, 9],
      InboundPassthroughCluster: [9, 9],
    });
    expect(callsOf(clusters).map(({ host, count }) => [host, count])).toEqual([
      ["payments.shop.svc.cluster.local", 3],
      ["redis.shop.svc.cluster.local", 2],
    ]);
    expect(hostsKnownBy(clusters)).toEqual([
      "payments.shop.svc.cluster.local",
      "redis.shop.svc.cluster.local",
    ]);
  });

  test("a cluster without endpoints is known and was not called", () => {
    const clusters = { cluster_statuses: [{ name: "outbound|443||*.googleapis.com" }] };
    expect(callsOf(clusters)).toEqual([]);
    expect(hostsKnownBy(clusters)).toEqual(["*.googleapis.com"]);
  });
});

describe("calls between two looks", () => {
  const seen = "request seen by orders-1's Envoy";

  test("are those whose count has changed, each host once", () => {
    const before = placesOf({ [PAYMENTS]: [3, 1], "outbound|80||old.shop": [5, 1] });
    const now = placesOf({
      [PAYMENTS]: [4, 1],
      "outbound|8080||payments.shop.svc.cluster.local": [1, 1],
      "outbound|80||old.shop": [5, 1],
      "outbound|80||never.shop": [0, 0],
    });
    expect(calledSince(before, now, NO_SERVICES)).toEqual([
      { host: "payments.shop.svc.cluster.local", foundIn: seen, isCalled: true },
    ]);
  });

  test("without a first look are all, and say nothing about mocks of now", () => {
    const now = placesOf({ [PAYMENTS]: [1, 1] });
    expect(calledSince(undefined, now, NO_SERVICES)).toEqual([
      { host: "payments.shop.svc.cluster.local", foundIn: seen },
    ]);
  });

  test("of an Envoy that was started again, or of a new pod, all count", () => {
    const before = placesOf({ [PAYMENTS]: [10, 1] });
    const again = placesOf({ [PAYMENTS]: [2, 1] });
    const other = placesOf({ [PAYMENTS]: [10, 1] }, "orders-2");
    expect(calledSince(before, again, NO_SERVICES)).toHaveLength(1);
    expect(calledSince(before, other, NO_SERVICES)).toMatchObject([
      { foundIn: "request seen by orders-2's Envoy" },
    ]);
  });

  test("of many pods are one place", () => {
    const calls = (...pods: string[]) =>
      callsByPlace(
        pods.flatMap((pod) =>
          callsOf(clustersOf({ [PAYMENTS]: [1, 1] })).map((one) => ({ ...one, pod })),
        ),
      );
    const found = (...pods: string[]) => calledSince(new Map(), calls(...pods), NO_SERVICES);
    expect(found("b", "a").map(({ foundIn }) => foundIn)).toEqual([
      "requests seen by the Envoys of a and another pod",
    ]);
    expect(found("b", "a", "c").map(({ foundIn }) => foundIn)).toEqual([
      "requests seen by the Envoys of a and 2 other pods",
    ]);
  });

  test("to an address are those of its Service, or else of the address", () => {
    const now = placesOf({ PassthroughCluster: [0, 1] });
    const services = new Map([["10.0.0.7", "payments.shop.svc.cluster.local"]]);
    expect(calledSince(new Map(), now, services)).toEqual([
      { host: "payments.shop.svc.cluster.local", foundIn: seen, isCalled: true },
    ]);
    expect(calledSince(new Map(), now, NO_SERVICES)).toEqual([
      {
        host: "10.0.0.7",
        foundIn: `${seen}, to an address without a ServiceEntry`,
        isCalled: true,
      },
    ]);
  });
});
