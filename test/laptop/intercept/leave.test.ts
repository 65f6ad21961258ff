import { expect, test, vi } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { leave } from "../../../src/laptop/intercept/leave.ts";
import { settle } from "../../../src/settle.ts";
import { apiServer } from "../../cluster/apiServer.ts";

vi.mock("../../../src/settle.ts", () => ({ settle: vi.fn(async () => {}) }));

const agent = {
  namespace: "shop",
  name: "payments-laptop-ann",
  uid: "mine",
  host: "payments.shop.svc.cluster.local",
  holder: { user: "ann", machine: "mac", since: "2026-11-27T10:00Z" },
};

const SERVICE = "/api/v1/namespaces/shop/services/payments-laptop-ann";

/** What is changed with this Job, and with this Job's Service. */
async function changesWith(uid: string | undefined, owner?: string): Promise<string[]> {
  const job = uid === undefined ? 404 : { metadata: { uid } };
  const changes = await apiServer({
    "/apis/batch/v1/namespaces/shop/jobs/payments-laptop-ann": job,
    "/apis/networking.istio.io/v1/virtualservices": [],
    "/apis/networking.istio.io/v1/destinationrules": [],
    "/api/v1/services": [],
    [SERVICE]: { metadata: { ownerReferences: [{ uid: owner }] } },
  });
  await leave(await connect("staging"), agent);
  return changes.map((change) => change.split(" ").slice(0, 2).join(" "));
}

test("the routes of an intercept go before its objects", async () => {
  expect(await changesWith("mine")).toEqual([`PATCH ${SERVICE}`]);
});

test("if somebody has removed its Job, the routes go before Kubernetes has removed its Service", async () => {
  expect(await changesWith(undefined, "mine")).toEqual([`PATCH ${SERVICE}`]);
  expect(await changesWith(undefined, "another")).toEqual([]);
});

test("routes that somebody has edited by hand go too, and nothing else in their VirtualService", async () => {
  const { path, router, own, answers } = editedRouter("shop");
  const changes = await apiServer({ ...answers, [path]: router });
  await leave(await connect("staging"), agent);
  const change = { metadata: { resourceVersion: "7" }, spec: { http: [own] } };
  expect(changes[1]).toBe(`PATCH ${path} ${JSON.stringify(change)}`);
});

test.each([403, undefined])(
  "an agent ends, whether or not its routes in another namespace may be changed (read: %s)",
  async (status) => {
    const { path, router, answers } = editedRouter("platform");
    const changes = await apiServer(
      { ...answers, [path]: status ?? router },
      "staging",
      (change) => (change.includes('"spec"') ? 403 : 200),
    );
    await leave(await connect("staging"), agent);
    expect(changes.some((change) => change.startsWith("PATCH /apis"))).toBe(status === undefined);
  },
);

/** A cluster with an agent, and with a team's VirtualService that somebody has edited since the agent is in it. */
function editedRouter(namespace: string) {
  const to = (host: string) => [{ destination: { host: `${host}.shop.svc.cluster.local` } }];
  const own = { name: "default", route: to("payments"), timeout: "1s" };
  const router = {
    metadata: {
      ...{ namespace, name: "payments", resourceVersion: "7", managedFields: [] },
      annotations: { "understudy.dev/take-over": "true", "understudy.dev/route-before": "[]" },
    },
    spec: { hosts: [agent.host], http: [{ name: "ann", route: to(agent.name) }, own] },
  };
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/payments`;
  const answers = {
    "/apis/batch/v1/namespaces/shop/jobs/payments-laptop-ann": { metadata: { uid: "mine" } },
    "/apis/networking.istio.io/v1/virtualservices": [router],
    "/apis/networking.istio.io/v1/destinationrules": [],
    "/api/v1/services": [
      {
        metadata: {
          ...{ namespace: "shop", name: agent.name },
          annotations: { "understudy.dev/route-origin": agent.host },
        },
      },
    ],
  };
  return { path, router, own, answers };
}

test("a Service that leads to the agent is given back, also if the agent is gone already", async () => {
  const to = { l: "1" };
  const lead = { agents: [{ agent: agent.name, to, made: 1 }], before: { app: "payments" } };
  const service = {
    metadata: {
      resourceVersion: "7",
      managedFields: [],
      annotations: { "understudy.dev/laptop-selector": JSON.stringify(lead) },
    },
    spec: { selector: to },
  };
  const changesOf = async (job: object | number) => {
    const changes = await apiServer({
      "/apis/batch/v1/namespaces/shop/jobs/payments-laptop-ann": job,
      "/api/v1/namespaces/shop/services/payments": service,
    });
    await leave(await connect("staging"), { ...agent, led: "payments" });
    return changes;
  };
  const back =
    'PATCH /api/v1/namespaces/shop/services/payments {"metadata":{"annotations":{"understudy.dev/laptop-selector":null},"resourceVersion":"7"},"spec":{"selector":{"l":null,"app":"payments"}}}';
  vi.mocked(settle).mockClear();
  expect((await changesOf({ metadata: { uid: "mine" } }))[0]).toBe(back);
  expect((await changesOf(404))[0]).toBe(back);
  expect(settle).toHaveBeenCalledTimes(2);
  // Somebody has taken it over: it leads to the next one.
  expect(await changesOf({ metadata: { uid: "another" } })).toEqual([]);
});

test("one that somebody has taken over, or that is gone, is left alone", async () => {
  expect(await changesWith("another")).toEqual([]);
  expect(await changesWith(undefined)).toEqual([]);
});
