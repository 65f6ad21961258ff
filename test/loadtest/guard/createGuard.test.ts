import { describe, expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { createGuard } from "../../../src/loadtest/guard/createGuard.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const SHOP = "/api/v1/namespaces/shop";
const ISTIO = "/apis/networking.istio.io/v1";

const service = (name: string, clusterIP: string) => ({
  metadata: { name, namespace: "shop" },
  spec: { selector: { app: name }, clusterIPs: [clusterIP] },
});

const pod = {
  metadata: { name: "orders-1", namespace: "shop" },
  spec: {
    containers: [
      {
        name: "orders",
        env: [
          { name: "PAYMENTS_URL", value: "http://10.96.0.7:80" },
          { name: "DSN", valueFrom: { secretKeyRef: { name: "orders", key: "dsn" } } },
        ],
      },
    ],
  },
  status: { phase: "Running" },
};

const PODS = `${SHOP}/pods?labelSelector=app%3Dorders`;

/** An API server for a ServiceAccount that may read the namespace shop alone. */
const LISTS = {
  [`${SHOP}/services`]: [service("orders", "10.96.0.1"), service("payments", "10.96.0.7")],
  [PODS]: [pod],
  "/api/v1/services": 403,
  [`${ISTIO}/virtualservices`]: 403,
  [`${ISTIO}/namespaces/shop/virtualservices`]: [],
  [`${ISTIO}/serviceentries`]: 403,
  [`${ISTIO}/namespaces/shop/serviceentries`]: [
    { metadata: { name: "stripe", namespace: "shop" }, spec: { hosts: ["stripe.com"] } },
  ],
  [`${SHOP}/secrets/orders`]: 403,
};

async function guardOf(lists: Parameters<typeof apiServer>[0], isGuarded = true) {
  await apiServer({ ...LISTS, ...lists });
  return createGuard(await connect("staging"), {
    config: { allow: [], ...(isGuarded && { service: { name: "orders", namespace: "shop" } }) },
    mocks: [],
  });
}

describe("the leak guard", () => {
  test("looks in the service's namespace where it may read no other, and says what it could not see", async () => {
    const { hosts, leaks, unseen } = await (await guardOf({})).check();
    // The address is that of a Service.
    expect(hosts).toEqual([
      { host: "payments.shop", foundIn: ["env PAYMENTS_URL of Pod shop/orders-1"] },
      { host: "stripe.com", foundIn: ["ServiceEntry shop/stripe"] },
    ]);
    expect(leaks.map(({ host, fix }) => [host, fix])).toEqual([
      ["payments.shop", 'understudy:loadtests[0].allow: ["payments.shop"]'],
      ["stripe.com", 'understudy:loadtests[0].allow: ["stripe.com"]'],
    ]);
    expect(unseen).toEqual([
      "Secret orders of namespace shop may not be read: its hosts are unknown",
      "no pod of the service has a sidecar that says what it calls",
    ]);
  });

  test("watches nothing during the run if no pod has a sidecar", async () => {
    const guard = await guardOf({});
    await guard.begin();
    expect(await guard.leaks()).toBeUndefined();
  });

  test("does not stop the observation of a run whose service is gone", async () => {
    const guard = await guardOf({ [PODS]: [], [`${SHOP}/services`]: 500 });
    await expect(guard.begin()).resolves.toBeUndefined();
    await expect(guard.leaks()).rejects.toThrow();
  });

  test("works in a cluster without Istio", async () => {
    const none = { [`${ISTIO}/virtualservices`]: 404, [`${ISTIO}/serviceentries`]: 404 };
    const { hosts } = await (await guardOf(none)).check();
    expect(hosts.map(({ host }) => host)).toEqual(["payments.shop"]);
  });

  test("does not pass a service of which it sees nothing", async () => {
    const problem = async (lists: Parameters<typeof apiServer>[0]) =>
      (await guardOf(lists)).check().catch(({ message }: Error) => message);
    expect(await problem({ [PODS]: [] })).toBe(
      "service shop/orders: it has no pod that runs.\n  Start it before the load.",
    );
    expect(await problem({ [`${SHOP}/services`]: [] })).toBe(
      "service shop/orders: there is no such Service.\n" +
        "  Name the service under test in the stack, as service: orders.shop.",
    );
    expect(await problem({ [PODS]: 403 })).toBe(
      "cluster: the leak guard may not list pods in namespace shop (status 403).\n" +
        "  Give its ServiceAccount the Role of docs/loadtest.md.",
    );
  });

  test("says that it looks at nothing if the stack names no service under test", async () => {
    const guard = await guardOf({}, false);
    expect(await guard.check()).toEqual({
      hosts: [],
      leaks: [],
      unseen: ["the stack names no service under test, so that no call is looked at"],
    });
    await guard.begin();
    expect(await guard.leaks()).toBeUndefined();
  });
});
