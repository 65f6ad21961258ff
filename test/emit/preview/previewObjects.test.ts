import { expect, test } from "vitest";
import { withOwner } from "../../../src/emit/common/stackOwner.ts";
import { previewObjects } from "../../../src/emit/preview/previewObjects.ts";
import { LIVE_DEPLOYMENT, LIVE_SERVICE } from "../liveOrigin.ts";
import {
  DEPLOYMENT,
  ORIGIN,
  OWN_LABELS,
  PREVIEW,
  problemsOf,
  RULE,
  SERVICE,
  TWO_NAMES,
} from "../previewFixture.ts";

test("a live Deployment and its Service are copied with the preview's changes, and without what is the origin's own", () => {
  const config = {
    ...PREVIEW,
    image: "payments:pr-12",
    env: { LOG_LEVEL: "debug", FEATURE: "on" },
    replicas: 2,
    resources: { limits: { cpu: "500m" } },
    secrets: { database: "database-pr-12" },
    expires: "2026-11-27T10:00:00Z",
    group: "checkout",
  };
  const origin = {
    deployment: LIVE_DEPLOYMENT,
    service: LIVE_SERVICE,
    services: [LIVE_SERVICE],
  };
  const labels = {
    ...OWN_LABELS,
    "understudy.dev/group": "checkout",
  };
  expect(previewObjects(origin, config, "pr-12")).toEqual({
    deployment: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {
        name: "payments-pr-12",
        namespace: "shop",
        labels: {
          "app.kubernetes.io/name": "payments",
          ...labels,
          "understudy.dev/expires": "20261127T100000Z",
        },
        annotations: { "reloader.stakater.com/auto": "true" },
      },
      spec: {
        replicas: 2,
        revisionHistoryLimit: 2,
        strategy: { type: "RollingUpdate" },
        selector: { matchLabels: { "understudy.dev/replica": "payments-pr-12" } },
        template: {
          metadata: {
            labels: {
              "app.kubernetes.io/name": "payments",
              "app.kubernetes.io/instance": "shop-pr-12",
              team: "money",
              ...labels,
              "understudy.dev/replica": "payments-pr-12",
            },
            annotations: { "proxy.istio.io/config": "{}" },
          },
          spec: {
            serviceAccountName: "payments",
            containers: [
              {
                name: "app",
                image: "payments:pr-12",
                env: [
                  { name: "LOG_LEVEL", value: "debug" },
                  { name: "FEATURE", value: "on" },
                ],
                envFrom: [{ secretRef: { name: "database-pr-12" } }],
                ports: [{ name: "grpc", containerPort: 8080 }],
                resources: { limits: { cpu: "500m" } },
              },
            ],
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector: { matchLabels: { "app.kubernetes.io/instance": "shop-pr-12" } },
              },
            ],
          },
        },
      },
    },
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: "payments-pr-12",
        namespace: "shop",
        labels: { monitored: "yes", ...labels, "understudy.dev/expires": "20261127T100000Z" },
        annotations: {
          "networking.istio.io/exportTo": "shop",
          "understudy.dev/route-origin": "payments.shop.svc.cluster.local",
          "understudy.dev/route-key": "pr-12",
          "pulumi.com/skipAwait": "true",
        },
      },
      spec: {
        type: "ClusterIP",
        selector: { "understudy.dev/replica": "payments-pr-12" },
        ports: [
          { name: "grpc", port: 80, targetPort: "grpc", appProtocol: "grpc" },
          { name: "metrics", port: 9090, targetPort: 9090, protocol: "TCP" },
        ],
        sessionAffinity: "None",
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
      },
    },
    entry: {
      origin: "payments.shop.svc.cluster.local",
      key: "pr-12",
      destination: { host: "payments-pr-12.shop.svc.cluster.local" },
      from: "Pulumi.pr-12.yaml: previews[0]",
    },
    warnings: [],
  });
});

test("a headless Service's copy has an address: to a headless one a sidecar sends nothing that was meant for another", () => {
  const service = { ...SERVICE, spec: { ...SERVICE.spec, clusterIP: "None" } };
  const { service: copy } = previewObjects({ ...ORIGIN, service }, PREVIEW, "pr-12");
  expect(copy?.spec).toEqual({
    type: "ClusterIP",
    selector: { "understudy.dev/replica": "payments-pr-12" },
    ports: [{ name: "http", port: 80, targetPort: "http" }],
  });
});

test("the copy's own Service, once it is there, changes nothing", () => {
  const first = previewObjects(ORIGIN, PREVIEW, "pr-12");
  const services = [SERVICE, first.service ?? {}];
  expect(previewObjects({ ...ORIGIN, services }, PREVIEW, "pr-12")).toEqual(first);
});

test("a Service of the copy's name that is not the stack's own is in the way", () => {
  const labels = { "understudy.dev/stack": "other" };
  const found = { metadata: { name: "payments-pr-12", namespace: "shop", labels } };
  const origin = { ...ORIGIN, services: [SERVICE, found] };
  expect(problemsOf(() => previewObjects(origin, PREVIEW, "pr-12"))).toEqual([
    {
      where: "Pulumi.pr-12.yaml: previews[0]",
      what: "Service shop/payments-pr-12 exists already, from stack other",
      fix: "Remove it, or give the preview another key or suffix.",
    },
  ]);
  expect(problemsOf(() => previewObjects(origin, PREVIEW, "other"))).toEqual([]);
});

test("a stack whose Service is in the way is named in full", () => {
  const owner = { organization: "acme", project: "shop", stack: "other" };
  const { metadata } = withOwner({ metadata: {} }, owner);
  const found = { metadata: { ...metadata, name: "payments-pr-12", namespace: "shop" } };
  const origin = { ...ORIGIN, services: [SERVICE, found] };
  const [problem] = problemsOf(() => previewObjects(origin, PREVIEW, "pr-12"));
  expect(problem?.what).toBe(
    "Service shop/payments-pr-12 exists already, from stack acme/shop/other",
  );
});

test("a stack whose name is longer than a label finds its own Service", () => {
  const stack = "x".repeat(70);
  const owner = { project: "shop", stack };
  const { metadata } = withOwner({ metadata: {} }, owner);
  const found = { metadata: { ...metadata, name: "payments-pr-12", namespace: "shop" } };
  const origin = { ...ORIGIN, services: [SERVICE, found] };
  expect(problemsOf(() => previewObjects(origin, PREVIEW, stack))).toEqual([]);
});

test("a variable that is there twice, which server-side apply refuses, is there once: the last counts", () => {
  const deployment = structuredClone(DEPLOYMENT);
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  if (container === undefined) throw new Error("the fixture has a container");
  container.env = [
    { name: "LEVEL", value: "1" },
    { name: "MODE", value: "a" },
    { name: "LEVEL", value: "2" },
  ];
  const { deployment: copy } = previewObjects({ ...ORIGIN, deployment }, PREVIEW, "pr-12");
  expect(copy.spec?.template.spec?.containers[0]?.env).toEqual([
    { name: "MODE", value: "a" },
    { name: "LEVEL", value: "2" },
  ]);
});

test("a Service that finds its port by a name that the copy cannot have gets the number", () => {
  const found = previewObjects(TWO_NAMES, PREVIEW, "pr-12");
  expect(found.deployment.spec?.template.spec?.containers[0]?.ports).toEqual([
    { name: "http", containerPort: 8080 },
  ]);
  expect(found.service?.spec?.ports).toEqual([
    { name: "http", port: 80, targetPort: "http" },
    { name: "http-admin", port: 9000, targetPort: 8080 },
    { name: "gone", port: 9001, targetPort: "gone" },
  ]);
});

test("an image pull secret that a replacement makes equal to another is named once", () => {
  const deployment = structuredClone(DEPLOYMENT);
  const pod = deployment.spec?.template.spec;
  if (pod) pod.imagePullSecrets = [{ name: "a" }, { name: "b" }];
  const config = { ...PREVIEW, secrets: { a: "b" } };
  const copy = previewObjects({ ...ORIGIN, deployment }, config, "pr-12").deployment;
  expect(copy.spec?.template.spec?.imagePullSecrets).toEqual([{ name: "b" }]);
});

test("a shared disk is a warning", () => {
  const deployment = structuredClone(DEPLOYMENT);
  const pod = deployment.spec?.template.spec;
  if (pod) pod.volumes = [{ name: "data", persistentVolumeClaim: { claimName: "uploads" } }];
  expect(previewObjects({ ...ORIGIN, deployment }, PREVIEW, "pr-12").warnings).toEqual([
    {
      where: "Pulumi.pr-12.yaml: previews[0]",
      what: "the copy mounts the origin's PersistentVolumeClaim uploads: what one writes the other reads, and a volume that a single node may mount keeps the copy's pods on that node",
    },
  ]);
});

test.each(["service", "subset"] as const)(
  "a copy by %s whose routes an interrupted preview delete took away is a warning",
  (routeTo) => {
    const name = "payments-pr-12";
    const annotations = { "understudy.dev/route-withdrawn": "2026-11-27T10:00:00Z" };
    const labels = { "understudy.dev/stack": "pr-12" };
    const metadata = { name, namespace: "shop", labels, annotations };
    const origin = {
      ...ORIGIN,
      services: [SERVICE, { metadata: { ...metadata, name: routeTo === "service" ? name : "x" } }],
      destinationRules: [...(ORIGIN.destinationRules ?? []), { ...RULE, metadata }],
    };
    expect(previewObjects(origin, { ...PREVIEW, routeTo }, "pr-12").warnings).toContainEqual({
      where: "Pulumi.pr-12.yaml: previews[0]",
      what: "no router leads to the copy: a `preview delete` of its key did not end",
      fix: "Run `preview delete` again or, to keep the copy, `preview create`.",
    });
  },
);

test("all mistakes are said at once", () => {
  const config = {
    ...PREVIEW,
    suffix: "a".repeat(60),
    service: "payment",
    container: "ap",
    configMaps: { settings: "settings-pr-12" },
    secrets: { databse: "database-pr-12" },
  };
  const deployment = structuredClone(DEPLOYMENT);
  const pod = deployment.spec?.template.spec;
  if (pod) pod.imagePullSecrets = [{ name: "database" }];
  const service = {
    metadata: { name: "payment", namespace: "shop" },
    spec: { selector: { app: "payment" } },
  };
  const where = "Pulumi.pr-12.yaml: previews[0]";
  const fix = "Write a shorter suffix; by default it is the key.";
  expect(
    problemsOf(() => previewObjects({ ...ORIGIN, deployment, service }, config, "pr-12")),
  ).toEqual([
    {
      where: `${where}.suffix`,
      what: `"payments-${config.suffix}" has 69 characters, and Kubernetes allows 63`,
      fix,
    },
    {
      where: `${where}.suffix`,
      what: `"payment-${config.suffix}" has 68 characters, and Kubernetes allows 63`,
      fix,
    },
    {
      where: `${where}.deployment`,
      what: "Service payment does not select the pods of Deployment payments",
      fix: "Name the Deployment behind Service payment.",
    },
    {
      where: `${where}.container`,
      what: 'expected one of app, the containers of Deployment payments, received "ap"',
      fix: 'Did you mean "app"?',
    },
    {
      where: `${where}.configMaps.settings`,
      what: "Deployment payments refers to no ConfigMap of this name",
      fix: "It refers to: none.",
    },
    {
      where: `${where}.secrets.databse`,
      what: "Deployment payments refers to no Secret of this name",
      fix: 'Did you mean "database"?',
    },
  ]);
});
