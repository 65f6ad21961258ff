import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import { describe, expect, test } from "vitest";
import { previewReplica } from "../../emit/previewReplica.ts";
import {
  DEPLOYMENT,
  ORIGIN,
  OWN_LABELS,
  PREVIEW,
  problemsOf,
  serviceOf,
} from "./previewFixture.ts";

const SUBSET = { ...PREVIEW, by: "subset" } as const;
const WHERE = "Pulumi.pr-12.yaml: previews[0].by";
const HOST = "payments.shop.svc.cluster.local";

const ruleOf = (spec: NonNullable<IDestinationRule["spec"]>): IDestinationRule => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "payments", namespace: "shop" },
  spec,
});

test("by subset the origin's Service finds the copy, and two subsets tell them apart", () => {
  const replica = previewReplica(ORIGIN, SUBSET, "pr-12");
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
      subsets: [
        { name: "origin", labels: { version: "v1" } },
        { name: "pr-12", labels: { "understudy.dev/route-key": "pr-12" } },
      ],
    },
  });
  expect(replica.entry.destination).toEqual({ host: HOST, subset: "pr-12" });
  expect(replica.warnings).toEqual([
    {
      where: WHERE,
      what: "callers of payments.shop without a sidecar know no subsets: some of their requests reach the copy",
      fix: 'Where there are such callers, write "by: service".',
    },
  ]);
});

test("a label that the origin's Service asks for stays, even where it is a tool's own", () => {
  const deployment = structuredClone(DEPLOYMENT);
  const labels = { "kapp.k14s.io/app": "17", app: "payments", version: "v1" };
  if (deployment.spec?.template.metadata) deployment.spec.template.metadata.labels = labels;
  const service = serviceOf("payments", { "kapp.k14s.io/app": "17", app: "payments" });
  const origin = { deployment, service, services: [service] };
  const pods = previewReplica(origin, SUBSET, "pr-12").deployment.spec?.template.metadata?.labels;
  expect(pods?.["kapp.k14s.io/app"]).toBe("17");
});

test("where nothing but the Service's labels tells the Deployment's pods, there is no subset of the origin's", () => {
  const deployment = structuredClone(DEPLOYMENT);
  if (deployment.spec) deployment.spec.selector = { matchLabels: { app: "payments" } };
  const services = [ORIGIN.service, serviceOf("payments-headless", { app: "payments" })];
  const reason = "it asks for no label but those by which Service payments finds them";
  const fix =
    'Write "by: service", or have it ask for one more label of its pods, such as "version: v1".';
  expect(
    problemsOf(() => previewReplica({ ...ORIGIN, deployment, services }, SUBSET, "pr-12")),
  ).toEqual([
    { where: WHERE, what: `Deployment payments would find the copy's pods too: ${reason}`, fix },
    {
      where: WHERE,
      what: `Service payments-headless would find the copy's pods too: ${reason}`,
      fix,
    },
  ]);
});

describe("beside the team's own DestinationRule", () => {
  const replicaWith = (...destinationRules: IDestinationRule[]) =>
    previewReplica({ ...ORIGIN, destinationRules }, SUBSET, "pr-12");

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
      subsets: [
        { name: "origin", labels: { version: "v1" } },
        { name: "pr-12", labels: { "understudy.dev/route-key": "pr-12" } },
      ],
    });
  });

  test("what stands in the way is a problem: names that are taken, a workloadSelector, a subset of all pods", () => {
    const subsets = [{ name: "origin", labels: { version: "v1" } }, { name: "all" }];
    expect(
      problemsOf(() => replicaWith(ruleOf({ host: HOST, subsets, workloadSelector: {} }))),
    ).toEqual([
      {
        where: WHERE,
        what: 'DestinationRule payments has a subset "origin" already, and Istio takes only one of them',
        fix: 'Give it another name, or write "by: service": the copy gets a Service of its own.',
      },
      {
        where: WHERE,
        what: "DestinationRule payments has a workloadSelector, and Istio adds no other rule's subsets to it",
        fix: 'Write "by: service": the copy gets a Service of its own.',
      },
      {
        where: WHERE,
        what: "subset all of DestinationRule payments would find the copy's pods too: it asks for no label but those by which Service payments finds them",
        fix: 'Write "by: service", or have it ask for one more label of its pods, such as "version: v1".',
      },
    ]);
  });

  test("rules of other hosts and other previews' rules are none of the team's", () => {
    const alone = previewReplica(ORIGIN, SUBSET, "pr-12");
    const workloadSelector = {};
    const other = previewReplica(ORIGIN, { ...SUBSET, suffix: "pr-1" }, "s").destinationRule;
    const others = [
      ruleOf({ host: "users", workloadSelector }),
      // Istio completes no name with a dot.
      ruleOf({ host: "payments.shop", workloadSelector }),
      ...(other === undefined ? [] : [other]),
    ];
    expect(others.length).toBe(3);
    expect(replicaWith(...others)).toEqual(alone);
  });
});

test("by Service the copy is called as its origin is", () => {
  const trafficPolicy = { connectionPool: { tcp: { maxConnections: 9 } } };
  const subsets = [{ name: "v1", labels: { version: "v1" } }];
  const destinationRules = [ruleOf({ host: "payments", exportTo: ["*"], subsets, trafficPolicy })];
  expect(previewReplica({ ...ORIGIN, destinationRules }, PREVIEW, "pr-12").destinationRule).toEqual(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "payments-pr-12", namespace: "shop", labels: OWN_LABELS },
      spec: { host: "payments-pr-12.shop.svc.cluster.local", exportTo: ["*"], trafficPolicy },
    },
  );
});
