import { describe, expect, test } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { clusterProblems } from "../../src/cluster/clusterProblems.ts";
import type { ClusterState, FoundVirtualService } from "../../src/cluster/clusterState.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { CONFIG, loadedMock, tableOf } from "../emit/fixture.ts";

const HOST = "payments-prism-mock.shop-prism-mock.svc.cluster.local";
const OURS = { "app.kubernetes.io/managed-by": "understudy" };

describe("Istio", () => {
  test("a service that wants Istio needs a cluster that has it", () => {
    expect(problems({}, { istio: false })).toEqual([
      {
        where: "payments.istio",
        what: "istio is enabled, but the cluster does not have Istio's VirtualServices",
        fix: "Write istio: none, so that the mocks make the delays themselves; or install Istio first.",
      },
    ]);
  });

  test("a service without Istio needs none", () => {
    const config = {
      istio: { enabled: false, revision: "none" },
      latency: { inject: "mock" as const, enabled: true, routes: {} },
    };
    expect(problems(config, { istio: false })).toEqual([]);
  });
});

describe("a namespace", () => {
  const there = { "shop-prism-mock": { team: "shop" } };

  test("that is to be created must not exist, unless an earlier run created it", () => {
    expect(problems({}, { namespaces: { "shop-prism-mock": "absent" } })).toEqual([]);
    expect(problems({}, { namespaces: { "shop-prism-mock": OURS } })).toEqual([]);
    expect(problems({}, { namespaces: there })).toMatchObject([
      {
        where: "payments.namespace",
        what: 'namespace "shop-prism-mock" is to be created, but exists already and is not managed by understudy',
      },
    ]);
  });

  test.each<[string, Partial<ServiceConfig>, string]>([
    ["adopted", { adopt: true }, "shop-prism-mock"],
    ["used", { namespace: "shop", createNamespace: false }, "shop"],
  ])("that is %s is there", (_, config, name) => {
    expect(problems(config, { namespaces: { [name]: {} } })).toEqual([]);
    expect(problems(config, { namespaces: { [name]: "absent" } })).toMatchObject([
      { what: `namespace "${name}" is to be used, but does not exist` },
    ]);
  });
});

test("of a namespace that may not be looked at nothing is said, made or used", () => {
  const namespaces = { "shop-prism-mock": "hidden" as const };
  expect(problems({}, { namespaces })).toEqual([]);
  expect(problems({ adopt: true }, { namespaces })).toEqual([]);
});

describe("a VirtualService of somebody else's", () => {
  const theirs: FoundVirtualService = {
    name: "theirs",
    namespace: "shop-prism-mock",
    labels: {},
    hosts: [HOST],
    gateways: [],
  };
  const told = (found: Partial<FoundVirtualService>, config: Partial<ServiceConfig> = {}) =>
    problems(config, { virtualServices: [{ ...theirs, ...found }] }).map(({ what }) => what);
  const problem = (name: string, host = HOST) =>
    `host ${host} already has the VirtualService ${name}, owned by somebody else`;

  test("for the mock's host is a problem in any namespace", () => {
    expect(told({})).toEqual([problem("shop-prism-mock/theirs")]);
    expect(told({ namespace: "other" })).toEqual([problem("other/theirs")]);
  });

  test("may write the host without the namespace that it is in", () => {
    const hosts = ["payments-prism-mock"];
    expect(told({ hosts })).toEqual([problem("shop-prism-mock/theirs")]);
    expect(told({ hosts, namespace: "other" })).toEqual([]);
  });

  test("with our name is a problem too, unless it is ours", () => {
    const name = "payments-prism-mock";
    expect(told({ name })).toEqual([problem(`shop-prism-mock/${name}`)]);
    expect(told({ name, labels: OURS })).toEqual([]);
  });

  test("for a gateway alone is not in the mesh's way", () => {
    expect(told({ gateways: ["ingress/public"] })).toEqual([]);
    expect(told({ gateways: ["ingress/public", "mesh"] })).toHaveLength(1);
  });

  test("for the host that is exposed counts at the same gateway", () => {
    const expose = { host: "mock.example.com", gateway: "ingress/public" };
    const hosts = [expose.host];
    expect(told({ hosts, gateways: ["public"], namespace: "ingress" }, { expose })).toEqual([
      problem("ingress/theirs", expose.host),
    ]);
    expect(told({ hosts, gateways: ["public"], namespace: "other" }, { expose })).toEqual([]);
  });

  test("may not be listed: then nothing is known of it", () => {
    expect(problems({}, { virtualServices: undefined })).toEqual([]);
  });
});

test("missing rights are told once for each kind and namespace", () => {
  const deployments = { group: "apps", resource: "deployments", namespace: "shop" };
  const denied = [
    { verb: "create", ...deployments },
    { verb: "delete", ...deployments },
    { verb: "create", group: "", resource: "namespaces" },
  ];
  expect(problems({}, { denied }).map(({ what }) => what)).toEqual([
    "you may not create, delete deployments.apps in namespace shop",
    "you may not create namespaces",
  ]);
});

/** Problems of one mock with a delay in the mesh, in a cluster that is as it should be but for this. */
function problems(config: Partial<ServiceConfig>, state: Partial<ClusterState>) {
  const plan = { default: { kind: "fixed" as const, ms: 5 }, routes: {} };
  const mock = loadedMock(tableOf(["GET /pets"]), plan, { ...CONFIG, ...config });
  const objects = mockObjects(mock, { revision: "" });
  const healthy = {
    istio: true,
    virtualServices: [],
    namespaces: {},
    found: [],
    refused: [],
    denied: [],
  };
  const stack = { owner: { project: "understudy", stack: "stg" } };
  return clusterProblems([{ mock, objects }], { ...healthy, ...state }, stack, { declared: [] });
}
