import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { liveCluster } from "../../../src/controller/cluster/liveCluster.ts";
import type { Part } from "../../../src/controller/copies.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const ISTIO = "/apis/networking.istio.io/v1";

const SERVICE = { kind: "Service", metadata: { namespace: "shop", name: "payments-pr-12" } };

const partOf = (name: string): Part => ({
  ...{ kind: "Service", namespace: "shop", name, uid: `uid-of-${name}` },
  annotations: {},
});

test("the ways to copies are read from one list of VirtualServices", async () => {
  let lists = 0;
  const router = {
    metadata: { namespace: "shop", name: "payments-router" },
    spec: {
      hosts: ["payments"],
      http: [{ route: [{ destination: { host: "payments-pr-12.shop.svc.cluster.local" } }] }],
    },
  };
  const atGateway = {
    metadata: { namespace: "edge", name: "preview-pr-12" },
    spec: {
      ...{ hosts: ["pr-12.example.com"], gateways: ["edge/public"] },
      http: [
        {
          headers: { request: { set: { baggage: "understudy=pr-12" } } },
          route: [{ destination: { host: "payments-pr-12.shop.svc.cluster.local" } }],
        },
      ],
    },
  };
  await apiServer({
    [`${ISTIO}/virtualservices`]: () => {
      lists++;
      return [router, atGateway];
    },
    [`${ISTIO}/gateways`]: [],
  });
  const cluster = liveCluster(await connect("staging"), undefined);
  const [reached, other] = [partOf("payments-pr-12"), partOf("payments-pr-13")];
  expect(await cluster.waysTo([reached, other])).toEqual({
    leading: [{ part: reached, name: "shop/payments-router" }],
    addresses: new Map([["pr-12", ["https://pr-12.example.com/"]]]),
  });
  expect(lists).toBe(1);
});

test("without the right to list VirtualServices the ways to copies are not known", async () => {
  await apiServer({ [`${ISTIO}/virtualservices`]: 403 });
  const cluster = liveCluster(await connect("staging"), undefined);
  expect(await cluster.waysTo([partOf("payments-pr-12")])).toMatchObject({
    what: "you may not list virtualservices.networking.istio.io",
  });
});

test("of two VirtualServices of a host, the one that Istio does not use leads to no copy", async () => {
  const routed = (name: string, creationTimestamp: string, to: string) => ({
    metadata: { namespace: "shop", name, creationTimestamp },
    spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: to } }] }] },
  });
  const own = routed("router", "2026-11-27T14:00:05Z", "payments-pr-12");
  const part = partOf("payments-pr-12");
  const leadingBeside = async (created: string) => {
    const other = routed("team", created, "payments");
    await apiServer({ [`${ISTIO}/virtualservices`]: [own, other], [`${ISTIO}/gateways`]: [] });
    const cluster = liveCluster(await connect("staging"), undefined);
    const ways = await cluster.waysTo([part]);
    // A copy goes only when nothing names it any more.
    expect(await cluster.leading([part])).toEqual([{ part, name: "shop/router" }]);
    return Object(ways).leading;
  };
  expect(await leadingBeside("2026-11-27T14:00:06Z")).toEqual([{ part, name: "shop/router" }]);
  expect(await leadingBeside("2026-11-27T14:00:04Z")).toEqual([]);
});

test("an object that is there is changed by its uid", async () => {
  const changes = await apiServer({});
  const cluster = liveCluster(await connect("staging"), undefined);
  await cluster.apply(SERVICE, "uid-1");
  await cluster.apply(SERVICE, undefined);
  const [first = "", second = ""] = changes;
  expect(first).toContain('"uid":"uid-1"');
  expect(second).not.toContain("uid");
});
