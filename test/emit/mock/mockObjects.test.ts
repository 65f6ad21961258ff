import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { mockObjects } from "../../../src/emit/mock/mockObjects.ts";
import { slot } from "../../../src/slots.ts";
import { LABELS, loadedMock, tableOf } from "../fixture.ts";

const table = tableOf(["GET /pets"]);
const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;
const context = { revision: "1-24-3", engineBundle: () => "serve()" };

test("by default a mock is five objects, and an image that is known later", () => {
  const objects = mockObjects(loadedMock(table, plan), context);
  expect(Object.keys(objects)).toEqual([
    "namespace",
    "serviceAccount",
    "configMaps",
    "deployment",
    "service",
    "virtualService",
    "warnings",
    "problems",
  ]);
  expect(objects.configMaps).toEqual({});
  expect(objects.deployment?.spec?.template.spec?.containers[0]?.image).toBe(slot("image"));
  expect(objects.serviceAccount).toEqual({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: {
      namespace: "shop-prism-mock",
      labels: {
        "app.kubernetes.io/part-of": "understudy",
        "app.kubernetes.io/managed-by": "understudy",
      },
    },
    automountServiceAccountToken: false,
  });
  expect(objects.service).toEqual({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "payments-prism-mock",
      namespace: "shop-prism-mock",
      labels: LABELS,
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      type: "ClusterIP",
      selector: { app: "payments-prism-mock" },
      ports: [{ name: "http", appProtocol: "http", protocol: "TCP", port: 80, targetPort: "http" }],
    },
  });
});

test("autoscaling and a budget are two more", () => {
  const config = { autoscaling: { min: 2, max: 5, cpu: "70%" }, minAvailable: 1 };
  const objects = mockObjects(loadedMock(table, plan, config), context);
  const metadata = { name: "payments-prism-mock", namespace: "shop-prism-mock", labels: LABELS };
  expect(objects.horizontalPodAutoscaler).toEqual({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "payments-prism-mock" },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [
        {
          type: "ContainerResource",
          containerResource: {
            name: "cpu",
            container: "payments-prism-mock",
            target: { type: "Utilization", averageUtilization: 70 },
          },
        },
      ],
    },
  });
  expect(objects.podDisruptionBudget).toEqual({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { minAvailable: 1, selector: { matchLabels: { app: "payments-prism-mock" } } },
  });
});

test.each([{ adopt: true }, { namespace: "shop", createNamespace: false }])(
  "a namespace that is not ours is no object of ours: %o",
  (config) => {
    const { namespace, deployment } = mockObjects(loadedMock(table, plan, config), context);
    expect(namespace).toBeUndefined();
    expect(deployment?.spec?.template.metadata?.labels?.["istio.io/rev"]).toBe("1-24-3");
  },
);

test("delivery by ConfigMap has two for the server, and one for Prism", () => {
  const documents = [{ path: "/specs/shop.yaml", content: "openapi: 3.1.0" }];
  const configMapsOf = (engine: "understudy" | "prism") =>
    mockObjects(loadedMock(table, plan, { engine, delivery: "configMap" }), {
      ...context,
      documents,
    }).configMaps;
  const { data, binaryData } = configMapsOf("understudy").engine ?? {};
  expect([data, binaryData].map((files) => Object.keys(files ?? {}))).toEqual([
    ["server.mjs"],
    ["server.mjs.br"],
  ]);
  expect(Object.keys(configMapsOf("understudy").mock?.binaryData ?? {})).toEqual(["mock.json.gz"]);
  expect(Object.keys(configMapsOf("prism"))).toEqual(["mock"]);
  expect(configMapsOf("prism").mock?.data).toEqual({ "0-shop.yaml": "openapi: 3.1.0" });
});

test("every object but the namespace says which namespace it is in", () => {
  const config = {
    autoscaling: { min: 2, max: 5, cpu: "70%" },
    minAvailable: 1,
    delivery: "configMap" as const,
  };
  const { namespace, configMaps, warnings, problems, ...rest } = mockObjects(
    loadedMock(table, plan, config),
    context,
  );
  expect(namespace?.metadata?.name).toBe("shop-prism-mock");
  const namespaces = [...Object.values(rest), ...Object.values(configMaps)].map(
    ({ metadata }) => metadata?.namespace,
  );
  expect(namespaces).toEqual(Array(8).fill("shop-prism-mock"));
  expect([warnings, problems]).toEqual([[], []]);
});

test("all that cannot be emitted is said at once", () => {
  const mock = loadedMock(
    table,
    { routes: { "GET /pets": { kind: "fixed", ms: 0.5 } } },
    { delivery: "configMap" },
  );
  // Nothing makes digests much smaller.
  const digests = Array.from({ length: 2 ** 16 }, (_, i) =>
    createHash("sha256").update(String(i)).digest("base64"),
  );
  const engineBundle = () => digests.join("");
  expect(mockObjects(mock, { revision: "", engineBundle }).problems).toEqual([
    {
      where: "payments.delivery",
      what: "expected server.mjs, server.mjs.br to fit into a ConfigMap, which holds 1 MiB, received 2.1 MiB",
      fix: 'Write "delivery: image", which has no such limit.',
    },
    {
      where: "payments.latency",
      what: "GET /pets: expected a delay of at least 1ms in the mesh, received 500us",
      fix: 'Write "inject: mock": the mock has no such limit.',
    },
  ]);
});

test("without a server there are no ConfigMaps, and a document that is too large is a problem all the same", () => {
  const objectsOf = (title: string) =>
    mockObjects(loadedMock({ ...table, title }, plan, { delivery: "configMap" }), { revision: "" });
  const incompressible = Array.from({ length: 2 ** 15 }, (_, i) =>
    createHash("sha256").update(String(i)).digest("base64"),
  ).join("");
  expect([objectsOf("Shop").configMaps, objectsOf("Shop").problems]).toEqual([{}, []]);
  expect(objectsOf("a".repeat(2 ** 21)).problems).toEqual([]);
  expect(objectsOf(incompressible).problems).toMatchObject([{ where: "payments.delivery" }]);
});
