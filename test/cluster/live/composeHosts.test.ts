import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { composeAll, composeHosts } from "../../../src/cluster/live/composeHosts.ts";
import { apiServer } from "../apiServer.ts";

const ISTIO = "/apis/networking.istio.io/v1";
const PATH = `${ISTIO}/namespaces/shop/virtualservices`;
const PAYMENTS = "payments.shop.svc.cluster.local";
const USERS = "users.shop.svc.cluster.local";
const COPY = {
  metadata: {
    name: "payments-a",
    namespace: "shop",
    annotations: { "understudy.dev/route-origin": PAYMENTS, "understudy.dev/route-key": "a" },
  },
};
const SLICES = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";
const OLD = [{ name: "default", route: [{ destination: { host: PAYMENTS } }] }];

test("a write that somebody else was faster than is made again from what lies there then", async () => {
  let version = 1;
  let services: unknown[] = [];
  const answers = [409, 200];
  const changes = await cluster({
    [`${PATH}/payments-router`]: () => router(version, "payments"),
    "/api/v1/services": () => services,
    [SLICES]: () => [slice(true)],
    patch: () => {
      version = 2;
      services = [COPY];
      return answers.shift() ?? 500;
    },
  });
  const composed = await composeHosts(await connect("staging"), [PAYMENTS]);
  expect(composed).toEqual({
    hosts: [PAYMENTS],
    written: ["shop/payments-router"],
    waiting: [],
    problems: [],
    untouched: [],
    leftOut: [],
  });
  expect(changes).toEqual([
    { version: "1", names: ["default"] },
    { version: "2", names: ["payments-a.shop default", "a default", "default"] },
  ]);
});

test("a host whose base leads to the Service is composed too, and what is right is not written", async () => {
  const base = [{ name: "all", route: [{ destination: { host: "payments" } }] }];
  const changes = await cluster({
    [`${ISTIO}/virtualservices`]: () => [router(1, "payments", [], OLD), router(1, "users", base)],
    patch: () => 200,
  });
  const { hosts, written } = await composeHosts(await connect("staging"), [PAYMENTS]);
  expect([hosts, written]).toEqual([[PAYMENTS, USERS], ["shop/users-router"]]);
  expect(changes).toEqual([{ version: "1", names: ["all"] }]);
});

test("a Service's routes come when a pod is ready, and stay when none is any more", async () => {
  let http: unknown[] = OLD;
  let isReady = false;
  const lists = {
    [`${ISTIO}/virtualservices`]: () => [router(1, "payments", [], http)],
    "/api/v1/services": () => [COPY],
    [SLICES]: () => [slice(isReady)],
    patch: () => 200,
  };
  await cluster(lists, (routes) => {
    http = routes;
  });
  const composed = async () => {
    const { waiting, written } = await composeHosts(await connect("staging"), [PAYMENTS]);
    return { waiting, written };
  };
  expect(await composed()).toEqual({ waiting: ["shop/payments-a"], written: [] });
  isReady = true;
  expect(await composed()).toEqual({ waiting: [], written: ["shop/payments-router"] });
  isReady = false;
  expect(await composed()).toEqual({ waiting: [], written: [] });
});

test("all hosts of a namespace are composed, and those of entries that nobody routes are told", async () => {
  const users = { ...COPY.metadata.annotations, "understudy.dev/route-origin": USERS };
  const orphan = { metadata: { ...COPY.metadata, name: "users-a", annotations: users } };
  await cluster({
    "/api/v1/services": () => [COPY, orphan],
    [SLICES]: () => [slice(true)],
    patch: () => 200,
  });
  const composed = async (...namespaces: string[]) => {
    const { written, untouched } = await composeAll(await connect("staging"), namespaces);
    return [written, untouched.map(({ where }) => where)];
  };
  expect(await composed("shop")).toEqual([["shop/payments-router"], ["users.shop"]]);
  expect(await composed("bank")).toEqual([[], []]);
});

test("whoever may not list EndpointSlices waits for no pod, and is told", async () => {
  await cluster({ "/api/v1/services": () => [COPY], [SLICES]: () => 403, patch: () => 200 });
  const { waiting, written, untouched } = await composeHosts(await connect("staging"), [PAYMENTS]);
  expect([waiting, written]).toEqual([[], ["shop/payments-router"]]);
  expect(untouched.map(({ what }) => what)).toEqual([
    "you may not list endpointslices.discovery.k8s.io in namespace shop, so that routes there do not wait until a pod is ready",
  ]);
});

test("a namespace whose EndpointSlices nobody may list says nothing of others, and is told to those alone whose host has an entry there", async () => {
  const annotations = { ...COPY.metadata.annotations, "understudy.dev/route-origin": USERS };
  const other = { metadata: { name: "users-b", namespace: "bank", annotations } };
  await cluster({
    "/api/v1/services": () => [COPY, other],
    [SLICES]: () => [slice(false)],
    [SLICES.replace("shop", "bank")]: () => 403,
    patch: () => 200,
  });
  const { waiting, untouched } = await composeHosts(await connect("staging"), [PAYMENTS]);
  expect([waiting, untouched]).toEqual([["shop/payments-a"], []]);
});

test.each([
  [403, "cluster: you may not patch virtualservices.networking.istio.io in namespace shop"],
  [400, "VirtualService shop/payments-router: the cluster refuses its routes with status 400: no"],
])(
  "a refusal with status %i is told, and the host is not called composed",
  async (status, told) => {
    await cluster({
      [`${PATH}/payments-router`]: () => router(1, "payments"),
      patch: () => status,
    });
    const { hosts, problems } = await composeHosts(await connect("staging"), [PAYMENTS]);
    expect([hosts, problems.map(({ where, what }) => `${where}: ${what}`)]).toEqual([[], [told]]);
  },
);

test.each([
  ["that routes the host", "payments", ["VirtualService shop/team"]],
  ["of another host", "users", []],
])(
  "one %s and cannot be taken over is told whoever asks for all hosts or for that one",
  async (_which, host, told) => {
    const annotations = { "understudy.dev/take-over": "true" };
    const team = {
      metadata: { name: "team", namespace: "shop", annotations },
      spec: { hosts: [host, "more"] },
    };
    await cluster({
      [`${ISTIO}/virtualservices`]: () => [team],
      "/api/v1/services": () => [],
      patch: () => 200,
    });
    const { problems } = await composeHosts(await connect("staging"), [PAYMENTS]);
    expect(problems.map(({ where }) => where)).toEqual(told);
    const all = await composeAll(await connect("staging"), undefined);
    expect(all.problems.map(({ where }) => where)).toEqual(["VirtualService shop/team"]);
  },
);

test("a host that nobody routes is told", async () => {
  const payments = { metadata: { name: "payments", namespace: "shop" } };
  await cluster({
    [`${ISTIO}/virtualservices`]: () => [],
    "/api/v1/services": () => [payments],
    patch: () => 200,
  });
  const { untouched } = await composeHosts(await connect("staging"), [PAYMENTS]);
  expect(untouched).toEqual([
    {
      where: "payments.shop",
      what: "no stack routes it, so all requests reach the Service itself",
      fix: "Add payments.shop to understudy:router of a stack that all share.",
    },
  ]);
});

test("each Service without routes is told why, also one that names no Service or none that is there", async () => {
  const entry = (name: string, annotations: Record<string, string>, seconds = 0) => ({
    metadata: {
      ...{ name, namespace: "shop", creationTimestamp: `2026-11-27T14:00:0${seconds}Z` },
      annotations,
    },
  });
  const origin = "mercari.com/service-router-origin-service";
  const key = "understudy.dev/route-key";
  const team = {
    metadata: { name: "team", namespace: "shop" },
    spec: { hosts: ["users"], http: [] },
  };
  await cluster({
    [`${ISTIO}/virtualservices`]: () => [router(1, "payments"), team],
    "/api/v1/services": () => [
      entry("payments", {}),
      entry("users", {}),
      entry("payments-a", { [origin]: "payments", [key]: "a" }),
      entry("payments-b", { [origin]: "payments", [key]: "a" }, 1),
      entry("payments-c", { [origin]: "payments.shop", [key]: "A" }),
      entry("payments-d", { [origin]: "Payments" }),
      entry("payments-e", { [origin]: "paymets" }),
      entry("users-a", { [origin]: "users" }),
    ],
    [SLICES]: () => [slice(true)],
    patch: () => 200,
  });
  const { leftOut, problems, untouched } = await composeAll(await connect("staging"), ["shop"]);
  const told = leftOut.map(({ service, problem }) => [
    service.metadata.name,
    `${problem.where}: ${problem.what}`,
    problem.fix,
  ]);
  expect(told.toSorted()).toEqual([
    [
      "payments-b",
      "Service shop/payments-b: requests to payments.shop with the key a are sent to payments-b.shop here, and to payments-a.shop by Service shop/payments-a",
      "Give one of the two another key, or remove it.",
    ],
    [
      "payments-c",
      `Service shop/payments-c: ${key}: expected a route key, received "A"`,
      undefined,
    ],
    [
      "payments-d",
      `Service shop/payments-d: ${origin}: expected a Service as payments.shop.svc.cluster.local, received "Payments"`,
      undefined,
    ],
    [
      "payments-e",
      "paymets.shop: there is no such Service, so that nothing can be routed to those that name it",
      'Did you mean "payments.shop"?',
    ],
    [
      "users-a",
      "VirtualService shop/team: stays as it is: it routes users.shop, and is nobody's stack",
      expect.stringContaining("understudy.dev/take-over"),
    ],
  ]);
  expect([problems.length, untouched.length]).toEqual([3, 2]);
  const elsewhere = await composeAll(await connect("staging"), ["bank"]);
  expect([elsewhere.leftOut, elsewhere.problems]).toEqual([[], []]);
});

function router(version: number, name: string, base: unknown[] = [], http: unknown[] = []) {
  const declared = JSON.stringify({ keyHeader: "x-preview", base, entries: [] });
  return {
    metadata: {
      name: `${name}-router`,
      namespace: "shop",
      resourceVersion: String(version),
      annotations: { "understudy.dev/route-declared": declared },
    },
    spec: { hosts: [`${name}.shop.svc.cluster.local`], http },
  };
}

function slice(ready: boolean) {
  const labels = { "kubernetes.io/service-name": "payments-a" };
  return { metadata: { namespace: "shop", labels }, endpoints: [{ conditions: { ready } }] };
}

interface Change {
  version: string;
  names: string[];
}

/** Returns what is written, as it comes. */
async function cluster(
  { patch, ...lists }: Record<string, () => object | number>,
  written: (http: unknown[]) => void = () => {},
): Promise<Change[]> {
  const changes: Change[] = [];
  await apiServer(
    { [`${ISTIO}/virtualservices`]: () => [router(1, "payments")], ...lists },
    "staging",
    (text) => {
      const { metadata, spec } = JSON.parse(text);
      const names = spec.http.map(({ name }: { name: string }) => name);
      changes.push({ version: metadata.resourceVersion, names });
      written(spec.http);
      return Number(patch?.());
    },
  );
  return changes;
}
