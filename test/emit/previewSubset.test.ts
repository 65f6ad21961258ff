import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import { describe, expect, test } from "vitest";
import { previewObjects } from "../../src/emit/preview/previewObjects.ts";
import {
  DEPLOYMENT,
  ORIGIN,
  OWN_LABELS,
  PREVIEW,
  problemsOf,
  RULE,
  serviceOf,
  TWO_NAMES,
} from "./previewFixture.ts";

const SUBSET = { ...PREVIEW, routeTo: "subset" } as const;
const WHERE = "Pulumi.pr-12.yaml: previews[0].routeTo";
const HOST = "payments.shop.svc.cluster.local";

const ruleOf = (spec: NonNullable<IDestinationRule["spec"]>): IDestinationRule => ({
  ...RULE,
  spec,
});

test("by subset the origin's Service finds the copy, which is a subset that the key names", () => {
  const replica = previewObjects(ORIGIN, SUBSET, "pr-12");
  expect(replica.deployment.spec?.selector).toEqual({
    matchLabels: { "understudy.dev/replica": "payments-pr-12" },
  });
  expect(replica.deployment.spec?.template.metadata?.labels).toEqual({
    app: "payments",
    version: "v1-pr-12",
    team: "money",
    ...OWN_LABELS,
    "understudy.dev/replica": "payments-pr-12",
  });
  expect(replica.service).toBe(undefined);
  expect(replica.destinationRule).toEqual({
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: {
      name: "payments-pr-12",
      namespace: "shop",
      labels: OWN_LABELS,
      annotations: {
        "understudy.dev/route-origin": HOST,
        "understudy.dev/route-key": "pr-12",
        "understudy.dev/route-subset": "pr-12",
      },
    },
    spec: {
      host: HOST,
      subsets: [{ name: "pr-12", labels: { "understudy.dev/route-key": "pr-12" } }],
    },
  });
  expect(replica.entry.destination).toEqual({ host: HOST, subset: "pr-12" });
  expect(replica.warnings).toEqual([
    {
      where: WHERE,
      what: "callers of payments.shop without a sidecar know no subsets: some of their requests reach the copy",
      fix: 'Where there are such callers, write "routeTo: service".',
    },
  ]);
});

test("a label that the origin's Service asks for stays, even where it is a tool's own", () => {
  const deployment = structuredClone(DEPLOYMENT);
  const labels = { "kapp.k14s.io/app": "17", app: "payments", version: "v1" };
  if (deployment.spec?.template.metadata) deployment.spec.template.metadata.labels = labels;
  const service = serviceOf("payments", { "kapp.k14s.io/app": "17", app: "payments" });
  const origin = { ...ORIGIN, deployment, service, services: [service] };
  const pods = previewObjects(origin, SUBSET, "pr-12").deployment.spec?.template.metadata?.labels;
  expect(pods?.["kapp.k14s.io/app"]).toBe("17");
});

test("where nothing but the Service's labels tells the Deployment's pods, no subset can have them alone", () => {
  const deployment = structuredClone(DEPLOYMENT);
  if (deployment.spec) deployment.spec.selector = { matchLabels: { app: "payments" } };
  const services = [ORIGIN.service, serviceOf("payments-headless", { app: "payments" })];
  const reason = "it selects only by labels by which Service payments selects them";
  const fix =
    'Write "routeTo: service", or let it also select by another label of its pods, such as "version: v1".';
  expect(
    problemsOf(() =>
      previewObjects({ ...ORIGIN, deployment, services, destinationRules: [] }, SUBSET, "pr-12"),
    ),
  ).toEqual([
    { where: WHERE, what: `Deployment payments would select the copy's pods too: ${reason}`, fix },
    {
      where: WHERE,
      what: `Service payments-headless would select the copy's pods too: ${reason}`,
      fix,
    },
  ]);
});

test("a headless Service has no subsets in the mesh: that is a problem", () => {
  const service = { ...ORIGIN.service, spec: { ...ORIGIN.service.spec, clusterIP: "None" } };
  expect(problemsOf(() => previewObjects({ ...ORIGIN, service }, SUBSET, "pr-12"))).toEqual([
    {
      where: WHERE,
      what: "the Service payments is headless: its callers choose the pods themselves, and subsets have no effect",
      fix: 'Write "routeTo: service", with which the copy gets a Service of its own.',
    },
  ]);
});

describe("beside the team's own DestinationRule", () => {
  const replicaWith = (...destinationRules: IDestinationRule[]) =>
    previewObjects({ ...ORIGIN, destinationRules }, SUBSET, "pr-12");

  test("the copy is in none of the team's subsets, and the rule is exported as the team's is", () => {
    const exportTo = ["."];
    const subsets = [{ name: "money", labels: { team: "money" } }];
    const { deployment, destinationRule } = replicaWith(
      ruleOf({ host: "payments", exportTo, subsets, trafficPolicy: {} }),
    );
    expect(deployment.spec?.template.metadata?.labels).toMatchObject({
      app: "payments",
      version: "v1-pr-12",
      team: "money-pr-12",
    });
    expect(destinationRule?.spec).toEqual({
      host: HOST,
      exportTo,
      subsets: [{ name: "pr-12", labels: { "understudy.dev/route-key": "pr-12" } }],
    });
  });

  test("what stands in the way is a problem: a name that is taken, a workloadSelector, a subset of all pods", () => {
    const subsets = [{ name: "pr-12", labels: { version: "v1" } }, { name: "all" }];
    const byService = '"routeTo: service", with which the copy gets a Service of its own.';
    expect(
      problemsOf(() => replicaWith(ruleOf({ host: HOST, subsets, workloadSelector: {} }))),
    ).toEqual([
      {
        where: WHERE,
        what: "subset all of DestinationRule payments would select the copy's pods too: it selects only by labels by which Service payments selects them",
        fix: 'Write "routeTo: service", or let it also select by another label of its pods, such as "version: v1".',
      },
      {
        where: WHERE,
        what: 'DestinationRule payments has a subset "pr-12" already, and Istio takes only one of them',
        fix: `Take another key, or write ${byService}`,
      },
      {
        where: WHERE,
        what: "DestinationRule payments has a workloadSelector, and Istio adds no other rule's subsets to it",
        fix: `Write ${byService}`,
      },
    ]);
  });

  test("without a subset of the origin's pods there is a problem that shows one", () => {
    const problem = {
      where: WHERE,
      what: "no DestinationRule of payments in its namespace has a subset of the pods of Deployment payments, for requests without a key",
      fix: 'Make one with a subset such as "{ name: stable, labels: { version: v1 } }" and name it in the base of the host\'s routes; or write "routeTo: service", with which the copy gets a Service of its own.',
    };
    const subsets = [{ name: "next", labels: { version: "v2" } }];
    expect(problemsOf(() => replicaWith())).toEqual([problem]);
    expect(problemsOf(() => replicaWith(ruleOf({ host: HOST, subsets })))).toEqual([problem]);
  });

  test("rules of other hosts and other previews' rules are none of the team's", () => {
    const alone = replicaWith(RULE);
    const workloadSelector = {};
    const other = previewObjects(ORIGIN, { ...SUBSET, suffix: "pr-1" }, "s").destinationRule;
    const others = [
      ruleOf({ host: "users", workloadSelector }),
      // Istio completes no name with a dot.
      ruleOf({ host: "payments.shop", workloadSelector }),
      ...(other === undefined ? [] : [other]),
    ];
    expect(others.length).toBe(3);
    expect(replicaWith(...others, RULE)).toEqual(alone);
  });
});

test("by Service the copy is called as its origin is", () => {
  const trafficPolicy = { connectionPool: { tcp: { maxConnections: 9 } } };
  const subsets = [{ name: "v1", labels: { version: "v1" } }];
  const destinationRules = [ruleOf({ host: "payments", exportTo: ["*"], subsets, trafficPolicy })];
  expect(previewObjects({ ...ORIGIN, destinationRules }, PREVIEW, "pr-12").destinationRule).toEqual(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "payments-pr-12", namespace: "shop", labels: OWN_LABELS },
      spec: { host: "payments-pr-12.shop.svc.cluster.local", exportTo: ["*"], trafficPolicy },
    },
  );
});

test("a Service that finds its port by a name that the copy cannot have is refused by subset", () => {
  expect(problemsOf(() => previewObjects(TWO_NAMES, SUBSET, "pr-12"))).toEqual([
    {
      where: WHERE,
      what: "Service payments finds port 8080 by the name admin, and the copy's pods can have only one name for it",
      fix: 'Write "routeTo: service", or let the Service name the number: "targetPort: 8080".',
    },
  ]);
});
