import { describe, expect, test } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { declaredObjects } from "../../src/cluster/declaredObjects.ts";
import type { FoundObject } from "../../src/cluster/foundObjects.ts";
import { appliedFromFiles, takenObjects } from "../../src/cluster/takenObjects.ts";
import { type StackOwner, withOwner } from "../../src/emit/common/stackOwner.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { CONFIG, loadedMock, tableOf } from "../emit/fixture.ts";

const OWN = { organization: "acme", project: "understudy", stack: "b", id: "bbbb" };
const OTHER = { ...OWN, stack: "a", id: "aaaa" };
const FILES = { project: "understudy", stack: "b" };
const PROGRAM = { owner: OWN, uids: new Set<string>() };
const NAMESPACE = "shop-prism-mock";
const APART =
  "To create another one, change namespace, campaign or suffix. To share it, make it outside of both stacks, and write in both adopt: true, or createNamespace: false with its full name as namespace.";

test("what does not exist, and what is the stack's own, is no problem", () => {
  expect(problems({}, [])).toEqual([]);
  expect(problems({}, [found("Namespace", OWN), found("Deployment", OWN)])).toEqual([]);
});

test("a namespace of another stack is told with that stack's name, and every way to go on", () => {
  expect(problems({}, [found("Namespace", OTHER)])).toEqual([
    {
      where: "payments.namespace",
      what: `namespace "${NAMESPACE}" is to be created, but exists already and belongs to the stack acme/understudy/a`,
      fix: APART,
    },
  ]);
});

test.each<[string, Partial<ServiceConfig>]>([
  ["adopted", { adopt: true }],
  ["used", { createNamespace: false, namespace: NAMESPACE }],
])(
  "a namespace that another stack made may not be %s: that stack's destroy would remove all in it",
  (_, config) => {
    expect(problems(config, [found("Namespace", OTHER)])).toEqual([
      {
        where: "payments.namespace",
        what: `namespace "${NAMESPACE}" is to be used, but was made by the stack acme/understudy/a: its destroy would remove everything in it`,
        fix: APART,
      },
    ]);
  },
);

test.each<[string, Partial<ServiceConfig>]>([
  ["adopted", { adopt: true }],
  ["used", { createNamespace: false, namespace: NAMESPACE }],
])("a namespace that no stack made may be %s", (_, config) => {
  const labels = { team: "shop" };
  const theirs = { kind: "Namespace", metadata: { ...named("Namespace"), labels } };
  expect(problems(config, [theirs])).toEqual([]);
});

test("objects of one mock that another stack has are one problem", () => {
  const all = [found("Deployment", OTHER), found("Service", OTHER)];
  expect(problems({}, all)).toEqual([
    {
      where: "payments",
      what: `Deployment ${NAMESPACE}/payments-prism-mock and Service ${NAMESPACE}/payments-prism-mock would be created, but exist already and belong to the stack acme/understudy/a`,
      fix: "Change the name, campaign, suffix or key here, or remove it there.",
    },
  ]);
  const theirs = { kind: "Service", metadata: { ...named("Service"), labels: { app: "shop" } } };
  expect(problems({}, [theirs]).map(({ what }) => what)).toEqual([
    `Service ${NAMESPACE}/payments-prism-mock would be created, but exists already and belongs to somebody else`,
  ]);
});

describe("what was applied from the stack's files", () => {
  const all = ["Namespace", "Deployment", "Service", "VirtualService"].map((kind) =>
    found(kind, FILES),
  );

  test("stops Pulumi before it takes over a part of it", () => {
    expect(problems({}, all)).toEqual([
      {
        where: "Pulumi.b.yaml",
        what: `Namespace ${NAMESPACE}, Deployment ${NAMESPACE}/payments-prism-mock, Service ${NAMESPACE}/payments-prism-mock and VirtualService ${NAMESPACE}/payments-prism-mock exist already: they were applied from files, and are not in this stack's state`,
        fix: expect.stringContaining("kubectl delete --recursive -f"),
      },
    ]);
  });

  test("is a warning for those who go on with kubectl", () => {
    const state = { owner: FILES };
    expect(takenObjects(declaredOf({}), all, state)).toEqual([]);
    expect(appliedFromFiles(declaredOf({}), all, state)).toMatchObject([
      { where: "Pulumi.b.yaml", what: expect.stringMatching(/were applied from files$/) },
    ]);
    expect(appliedFromFiles(declaredOf({}), all, PROGRAM)).toEqual([]);
  });
});

describe("a namespace that is being removed", () => {
  const since = "2026-11-27T03:00:00Z";
  const conditions = [
    { type: "NamespaceDeletionContentFailure", status: "False", message: "All content deleted" },
    {
      type: "NamespaceContentRemaining",
      status: "True",
      message: "Some resources are remaining: configmaps. has 1 resource instances",
    },
    {
      type: "NamespaceFinalizersRemaining",
      status: "True",
      message:
        "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
    },
  ];
  const leaving = {
    kind: "Namespace",
    metadata: { ...found("Namespace", OWN).metadata, deletionTimestamp: since },
    status: { conditions },
  };

  test.each<[string, Partial<ServiceConfig>]>([
    ["made", {}],
    ["adopted", { adopt: true }],
    ["used", { createNamespace: false, namespace: NAMESPACE }],
  ])(
    "takes no mock if it is %s: since when and what holds it is told, and nothing of its objects",
    (_, config) => {
      const pod = { ...found("Deployment", OWN).metadata, deletionTimestamp: since };
      expect(problems(config, [leaving, { kind: "Deployment", metadata: pod }])).toEqual([
        {
          where: "payments.namespace",
          what: `Namespace ${NAMESPACE} is being removed, since ${since}: Some resources are remaining: configmaps. has 1 resource instances; Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances`,
          fix: expect.stringContaining("--refresh"),
        },
      ]);
    },
  );

  test("an object that is being removed tells its finalizers", () => {
    const metadata = {
      ...found("Service", OWN).metadata,
      deletionTimestamp: since,
      finalizers: ["example.com/hold"],
    };
    expect(problems({}, [{ kind: "Service", metadata }]).map(({ what }) => what)).toEqual([
      `Service ${NAMESPACE}/payments-prism-mock is being removed, since ${since}: its finalizers are example.com/hold`,
    ]);
  });
});

function named(kind: string) {
  return kind === "Namespace"
    ? { name: NAMESPACE }
    : { name: "payments-prism-mock", namespace: NAMESPACE };
}

function found(kind: string, owner: StackOwner): FoundObject {
  const labels = { "app.kubernetes.io/managed-by": "understudy" };
  return { kind, metadata: withOwner({ metadata: { ...named(kind), labels } }, owner).metadata };
}

function declaredOf(config: Partial<ServiceConfig>) {
  const plan = { default: { kind: "fixed" as const, ms: 5 }, routes: {} };
  const mock = loadedMock(tableOf(["GET /pets"]), plan, { ...CONFIG, ...config });
  return declaredObjects([{ mock, objects: mockObjects(mock, { revision: "" }) }], undefined);
}

function problems(config: Partial<ServiceConfig>, all: FoundObject[]) {
  return takenObjects(declaredOf(config), all, PROGRAM);
}
