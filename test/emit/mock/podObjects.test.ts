import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ServiceConfig } from "../../../src/campaign/campaign.ts";
import { portName, sharedPods } from "../../../src/campaign/mockPods.ts";
import { mockObjects } from "../../../src/emit/mock/mockObjects.ts";
import { podObjects } from "../../../src/emit/mock/podObjects.ts";
import { decodeMock } from "../../../src/mock/decodeMock.ts";
import { slot } from "../../../src/slots.ts";
import { CONFIG, loadedMock, tableOf } from "../fixture.ts";

const context = { revision: "", engineBundle: () => "serve()" };
const mockOf = (name: string, config: Partial<ServiceConfig> = {}, title = name) =>
  loadedMock(
    { ...tableOf(["GET /a"]), title },
    { routes: {} },
    { name, pods: "shared", ...config },
  );

/** The objects of the only pods that these mocks share. */
function shared(...mocks: ReturnType<typeof mockOf>[]) {
  const [pods] = sharedPods(mocks);
  if (pods === undefined) throw new Error("the mocks share no pods");
  return podObjects(pods, context);
}

test("shared pods are one Deployment with a port for each mock, and the server's own for its health", () => {
  const { objects } = shared(mockOf("users"), mockOf("payments"));
  const { metadata, spec } = objects.deployment;
  expect(metadata?.name).toBe("mocks-shop-prism-mock");
  const [container] = spec?.template.spec?.containers ?? [];
  const port = (name: string, containerPort: number) => ({ name, containerPort, protocol: "TCP" });
  expect(container?.ports).toEqual([
    port("http", 8080),
    port(portName({ ...CONFIG, name: "payments" }), 8081),
    port(portName({ ...CONFIG, name: "users" }), 8082),
  ]);
  expect(container?.readinessProbe?.httpGet).toEqual({
    path: "/_understudy/healthz",
    port: "http",
  });
  expect([container?.image, container?.command]).toEqual([
    slot("image"),
    [
      ...["node", "/understudy/server.mjs"],
      ...["8081=/mock/payments.json.gz", "8082=/mock/users.json.gz"],
    ],
  ]);
});

test("a mock of shared pods is its Service, which leads to its port there by name", () => {
  const { service, deployment, serviceAccount, configMaps } = mockObjects(mockOf("users"), context);
  expect([deployment, serviceAccount, configMaps]).toEqual([undefined, undefined, {}]);
  expect(service.metadata?.name).toBe("users-prism-mock");
  expect(service.spec).toMatchObject({
    selector: { app: "mocks-shop-prism-mock" },
    ports: [{ port: 80, targetPort: portName({ ...CONFIG, name: "users" }) }],
  });
});

test("delivered by ConfigMap, the pods have all documents in one directory", () => {
  const delivery = "configMap";
  const { objects } = shared(mockOf("users", { delivery }), mockOf("payments", { delivery }));
  expect(Object.keys(objects.configMaps)).toEqual(["engine", "mocks0"]);
  const { binaryData = {} } = objects.configMaps.mocks0 ?? {};
  const services = Object.entries(binaryData).map(([file, content]) => [
    file,
    decodeMock(Buffer.from(content, "base64"), file).service,
  ]);
  expect(services).toEqual([
    ["payments.json.gz", "payments"],
    ["users.json.gz", "users"],
  ]);
  const pod = objects.deployment.spec?.template.spec;
  expect(pod?.volumes?.[0]?.projected?.sources).toEqual([
    { configMap: { name: slot("engineConfigMap") } },
    { configMap: { name: slot("mocks0ConfigMap") } },
  ]);
  expect(pod?.containers[0]?.command?.slice(2)).toEqual([
    "8081=/understudy/payments.json.gz",
    "8082=/understudy/users.json.gz",
  ]);
});

test("documents that do not fit into one ConfigMap are in several, and one that is too large is a problem", () => {
  const delivery = "configMap";
  const digests = (count: number, name: string) =>
    Array.from({ length: count }, (_, i) =>
      createHash("sha256").update(`${name}${i}`).digest("base64"),
    ).join("");
  const half = (name: string) => mockOf(name, { delivery }, digests(20_000, name));
  const three = shared(half("a"), half("b"), half("c"));
  expect(Object.keys(three.objects.configMaps)).toEqual(["engine", "mocks0", "mocks1", "mocks2"]);
  expect(three.problems).toEqual([]);
  const large = shared(mockOf("a", { delivery }, digests(40_000, "a")), mockOf("b", { delivery }));
  expect(large.problems).toMatchObject([
    { what: expect.stringMatching(/^expected a\.json\.gz to fit into a ConfigMap/) },
  ]);
});
