import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { composeAll } from "../../../src/cluster/live/composeHosts.ts";
import { giveBack } from "../../../src/cluster/live/giveBack.ts";
import type { Problem } from "../../../src/problem.ts";
import { apiServer } from "../apiServer.ts";

const ISTIO = "/apis/networking.istio.io/v1";
const TEAMS = [
  { name: "slow", timeout: "5s", route: [{ destination: { host: "payments" } }] },
] as const;

const MANAGERS = [{ manager: "team", operation: "Apply", fieldsV1: { "f:spec": {} } }];

interface VirtualService {
  metadata: { annotations?: Record<string, string>; [field: string]: unknown };
  spec: { http: { name: string; timeout?: string }[]; [field: string]: unknown };
}

test("a team's own routes are the base while there are entries, and come back field by field when the last one goes", async () => {
  const cluster = await clusterWith(teamsOwn());
  cluster.copies = ["a"];
  await cluster.compose();
  expect(cluster.names()).toEqual(["payments-a.shop slow", "a slow", "slow"]);
  expect(cluster.found().spec.http.map(({ timeout }) => timeout)).toEqual(["5s", "5s", "5s"]);
  const { written } = await cluster.compose();
  expect(written).toEqual([]);
  cluster.copies = ["a", "b"];
  await cluster.compose();
  expect(cluster.names()).toHaveLength(5);
  cluster.copies = [];
  await cluster.compose();
  expect(cluster.found()).toEqual({ ...teamsOwn(), metadata: cluster.metadataOf(teamsOwn()) });
  expect(cluster.managers).toEqual([MANAGERS, MANAGERS, MANAGERS]);
});

test("routes that the team has written meanwhile become the base, and are what comes back", async () => {
  const cluster = await clusterWith(teamsOwn());
  cluster.copies = ["a"];
  await cluster.compose();
  const newer = [{ ...TEAMS[0], timeout: "9s" }];
  cluster.found().spec.http = structuredClone(newer);
  await cluster.compose();
  expect(cluster.found().spec.http.map(({ timeout }) => timeout)).toEqual(["9s", "9s", "9s"]);
  cluster.copies = [];
  await cluster.compose();
  expect(cluster.found().spec.http).toEqual(newer);
});

test("composed routes that somebody has edited stay as they are, and are told", async () => {
  const cluster = await clusterWith(teamsOwn());
  cluster.copies = ["a"];
  await cluster.compose();
  for (const route of cluster.found().spec.http) route.timeout = "9s";
  cluster.copies = ["a", "b"];
  const { written, problems } = await cluster.compose();
  expect(written).toEqual([]);
  expect(problems).toEqual([
    {
      where: "VirtualService shop/team",
      what: "stays as it is: somebody has changed its composed routes by hand",
      fix: "Write its own routes into it, without those of keys. They were, until keys came: understudy.dev/route-before.",
    },
  ]);
});

test.each(["[{", "{}", "[1]"])(
  "one whose annotation with its own routes says %j stays as it is, holds up no other, and is told",
  async (before) => {
    const cluster = await clusterWith(teamsOwn());
    cluster.copies = ["a"];
    await cluster.compose();
    Object.assign(cluster.found().metadata.annotations ?? {}, {
      "understudy.dev/route-before": before,
    });
    cluster.copies = [];
    const problem = {
      where: "VirtualService shop/team",
      what: "stays as it is: its own routes cannot be read from its annotation understudy.dev/route-before",
      fix: "Write its own routes into it, without those of keys.",
    };
    expect(await cluster.compose()).toMatchObject({ written: [], problems: [problem] });
    const problems: Problem[] = [];
    expect(await giveBack(await connect("staging"), undefined, problems)).toEqual([]);
    expect(problems).toEqual([problem]);
    cluster.found().spec.http = structuredClone([...TEAMS]);
    expect(await cluster.compose()).toMatchObject({ written: ["shop/team"], problems: [] });
    expect(cluster.found()).toEqual({ ...teamsOwn(), metadata: cluster.metadataOf(teamsOwn()) });
  },
);

test("one that was taken over gets its own routes back on demand, whatever entries there are", async () => {
  const cluster = await clusterWith(teamsOwn());
  cluster.copies = ["a"];
  await cluster.compose();
  const kubeConfig = await connect("staging");
  expect(await giveBack(kubeConfig, ["bank"], [])).toEqual([]);
  expect(await giveBack(kubeConfig, ["shop"], [])).toEqual(["shop/team"]);
  expect(cluster.found()).toEqual({ ...teamsOwn(), metadata: cluster.metadataOf(teamsOwn()) });
  expect(await giveBack(kubeConfig, undefined, [])).toEqual([]);
});

test("one whose composed routes somebody has edited keeps them, and what its own were, until they are taken out", async () => {
  const cluster = await clusterWith(teamsOwn());
  cluster.copies = ["a"];
  await cluster.compose();
  for (const route of cluster.found().spec.http) route.timeout = "9s";
  // Also when the copy is gone.
  cluster.copies = [];
  const problem = {
    where: "VirtualService shop/team",
    what: "stays as it is: somebody has changed its composed routes by hand",
  };
  expect(await cluster.compose()).toMatchObject({ written: [], problems: [problem] });
  const kubeConfig = await connect("staging");
  const problems: Problem[] = [];
  const before = structuredClone(cluster.found());
  expect(await giveBack(kubeConfig, undefined, problems)).toEqual([]);
  expect(problems).toMatchObject([problem]);
  expect(cluster.found()).toEqual(before);
  const newer = [{ ...TEAMS[0], timeout: "9s" }];
  cluster.found().spec.http = structuredClone(newer);
  expect(await giveBack(kubeConfig, undefined, [])).toEqual(["shop/team"]);
  const own = teamsOwn();
  const spec = { ...own.spec, http: newer };
  expect(cluster.found()).toEqual({ spec, metadata: cluster.metadataOf(own) });
});

test("an older VirtualService of the same host, which Istio uses in its place, is told, and each Service is told it has no routes", async () => {
  const own = teamsOwn();
  own.metadata.creationTimestamp = "2026-11-27T14:00:05Z";
  const cluster = await clusterWith(own);
  cluster.copies = ["a"];
  const metadata = { name: "other", namespace: "shop", resourceVersion: "1" };
  const other = (creationTimestamp: string, spec = {}) => ({
    metadata: { ...metadata, creationTimestamp },
    spec: { ...own.spec, ...spec },
  });
  const told = async (...others: VirtualService[]) => {
    cluster.others = others;
    const { untouched, leftOut } = await cluster.compose();
    expect(leftOut.map(({ problem }) => problem)).toEqual(untouched);
    return untouched;
  };
  expect(await told(other("2026-11-27T14:00:04Z"))).toEqual([
    {
      where: "VirtualService shop/other",
      what: "routes payments.shop too and is older than shop/team, so that Istio uses it alone, and requests with keys are answered like all others",
      fix: "Move its http routes to VirtualService shop/team, and remove it.",
    },
  ]);
  // Names decide between those of one second.
  expect(await told(other("2026-11-27T14:00:05Z"))).toHaveLength(1);
  expect(await told(other("2026-11-27T14:00:06Z"))).toEqual([]);
  expect(await told(other("2026-11-27T14:00:04Z", { exportTo: ["web"] }))).toEqual([]);
  expect(await told(other("2026-11-27T14:00:04Z", { gateways: ["edge/public"] }))).toEqual([]);
});

test("without the annotation it is not touched", async () => {
  const own = teamsOwn();
  own.metadata.annotations = {};
  const cluster = await clusterWith(own);
  cluster.copies = ["a"];
  const { written, untouched } = await cluster.compose();
  expect(written).toEqual([]);
  expect(untouched).toMatchObject([
    {
      where: "VirtualService shop/team",
      what: "stays as it is: it routes payments.shop, and is nobody's stack",
    },
  ]);
});

test.each([
  ["two hosts", { hosts: ["payments", "users"] }],
  ["a gateway", { hosts: ["payments"], gateways: ["mesh", "public"] }],
  ["a host outside of the cluster", { hosts: ["api.example.com"] }],
])("one with %s cannot be taken over, and is told", async (_, spec) => {
  const own = teamsOwn();
  Object.assign(own.spec, spec);
  const cluster = await clusterWith(own);
  const { written, problems } = await cluster.compose();
  expect(written).toEqual([]);
  expect(problems).toMatchObject([
    {
      where: "VirtualService shop/team",
      what: "can be taken over only if it has one host, a Service, and no gateway",
    },
  ]);
});

function teamsOwn(): VirtualService {
  return {
    metadata: {
      name: "team",
      namespace: "shop",
      annotations: { "understudy.dev/take-over": "true", "example.com/team": "payments" },
    },
    spec: { hosts: ["payments"], exportTo: ["."], http: structuredClone([...TEAMS]) },
  };
}

async function clusterWith(own: VirtualService) {
  let found = structuredClone(own);
  let version = 1;
  const cluster = {
    /** Keys of the Services that say that they are copies. */
    copies: [] as string[],
    others: [] as VirtualService[],
    /** Who has which fields, as it was written after the routes. */
    managers: [] as unknown[],
    found: () => found,
    names: () => found.spec.http.map(({ name }) => name),
    metadataOf: ({ metadata }: VirtualService) => ({
      ...metadata,
      resourceVersion: String(version),
    }),
    compose: async () => composeAll(await connect("staging"), undefined),
  };
  const lists = {
    [`${ISTIO}/virtualservices`]: () => [
      { ...found, metadata: cluster.metadataOf(found) },
      ...cluster.others,
    ],
    [`${ISTIO}/namespaces/shop/virtualservices/team`]: () => ({
      ...found,
      metadata: { ...cluster.metadataOf(found), managedFields: MANAGERS },
    }),
    "/api/v1/services": () => cluster.copies.map(copyOf),
    "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices": () => cluster.copies.map(sliceOf),
  };
  await apiServer(lists, "staging", (text) => {
    const { metadata, spec } = JSON.parse(text);
    if (spec === undefined) {
      cluster.managers.push(metadata.managedFields);
      return 200;
    }
    if (metadata.resourceVersion !== String(version)) return 409;
    version++;
    const all = Object.entries({ ...found.metadata.annotations, ...metadata.annotations });
    const annotations = Object.fromEntries(all.filter(([, value]) => value !== null));
    found = {
      metadata: { ...found.metadata, annotations: annotations as Record<string, string> },
      // The API server orders fields as it likes.
      spec: { ...found.spec, http: spec.http.map(turned) },
    };
    found.metadata.resourceVersion = String(version);
    return 200;
  });
  return cluster;
}

function turned<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).toReversed()) as T;
}

function copyOf(key: string) {
  const annotations = {
    "understudy.dev/route-origin": "payments",
    "understudy.dev/route-key": key,
  };
  return { metadata: { name: `payments-${key}`, namespace: "shop", annotations } };
}

function sliceOf(key: string) {
  const labels = { "kubernetes.io/service-name": `payments-${key}` };
  const endpoints = [{ conditions: { ready: true } }];
  return { metadata: { namespace: "shop", labels }, endpoints };
}
