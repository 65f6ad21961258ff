import type { Container } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import { containerEnvironment } from "../../../src/laptop/environment/containerEnvironment.ts";
import type { WorldSources } from "../../../src/laptop/environment/sources.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const sources: WorldSources = {
  pod: {
    metadata: { name: "payments-0", namespace: "shop" },
    spec: { containers: [], enableServiceLinks: true },
  },
  configMaps: new Map([
    [
      "first",
      { object: { data: { ENV: "test", SHARED: "first", "with.dot": "yes", "1st": "one" } } },
    ],
    ["second", { object: { data: { SHARED: "second" }, binaryData: { BLOB: base64("x") } } }],
    ["gone", { absent: true }],
    ["closed", { refused: "you may not get configmaps in namespace shop" }],
  ]),
  secrets: new Map([["db", { object: { data: { PASSWORD: base64("Yo"), NUL: base64("a\0b") } } }]]),
  services: {
    object: [
      {
        metadata: { name: "b", namespace: "shop" },
        spec: { clusterIP: "10.0.0.9", ports: [{ port: 5100 }] },
      },
    ],
  },
  defaultLimits: undefined,
};

function environmentOf(container: Omit<Container, "name">) {
  const made = containerEnvironment({ name: "app", ...container }, sources);
  const values = Object.fromEntries([...made.values].filter(([name]) => !name.startsWith("B_")));
  return { values, missing: made.missing.map(({ what, why }) => `${what}: ${why}`) };
}

describe("the environment of a container", () => {
  test("has what envFrom names, later ones first, each with its prefix", () => {
    const envFrom = [
      { configMapRef: { name: "first" } },
      { configMapRef: { name: "second" } },
      { configMapRef: { name: "second" }, prefix: "P_" },
    ];
    expect(environmentOf({ envFrom })).toEqual({
      values: {
        HOSTNAME: "payments-0",
        ENV: "test",
        SHARED: "second",
        "with.dot": "yes",
        "1st": "one",
        P_SHARED: "second",
      },
      missing: [],
    });
  });

  test("has the name of the pod's host in full where the pod says so", () => {
    const spec = { containers: [], hostname: "a", subdomain: "b", setHostnameAsFQDN: true };
    const pod = { ...sources.pod, spec };
    const { values } = containerEnvironment({ name: "app" }, { ...sources, pod });
    expect(values.get("HOSTNAME")).toBe("a.b.shop.svc.cluster.local");
  });

  test("prefers env, whose references see all that came before, and Services", () => {
    const { values } = environmentOf({
      envFrom: [{ configMapRef: { name: "first" } }],
      env: [
        { name: "URL", value: "http://$(B_SERVICE_HOST)/$(ENV)/$(LATER)" },
        { name: "LATER", value: "x" },
        { name: "SHARED", value: "env" },
        { name: "SHARED", value: "$(SHARED)2" },
        { name: "NOTHING" },
      ],
    });
    expect(values).toEqual({
      HOSTNAME: "payments-0",
      ENV: "test",
      "with.dot": "yes",
      "1st": "one",
      URL: "http://10.0.0.9/test/$(LATER)",
      LATER: "x",
      SHARED: "env2",
      NOTHING: "",
    });
  });

  test("prefers its own values to those of Services", () => {
    const env = [{ name: "B_SERVICE_HOST", value: "mine" }];
    const { values } = containerEnvironment({ name: "app", env }, sources);
    expect(values.get("B_SERVICE_HOST")).toBe("mine");
    expect(values.get("B_SERVICE_PORT")).toBe("5100");
  });

  test("does not expand what comes from elsewhere", () => {
    const configMaps = new Map([["raw", { object: { data: { A: "$(HOSTNAME)" } } }]]);
    const env = [{ name: "A", valueFrom: { configMapKeyRef: { name: "raw", key: "A" } } }];
    const { values } = containerEnvironment({ name: "app", env }, { ...sources, configMaps });
    expect(values.get("A")).toBe("$(HOSTNAME)");
  });

  test("leaves optional ones out without a word, and names the others with the reason", () => {
    const key = (name: string, key: string, optional?: boolean) => ({
      configMapKeyRef: { name, key, ...(optional && { optional }) },
    });
    const { values, missing } = environmentOf({
      envFrom: [
        { configMapRef: { name: "gone", optional: true } },
        { configMapRef: { name: "gone" }, prefix: "G_" },
        { configMapRef: { name: "closed", optional: true } },
        { secretRef: { name: "none", optional: true } },
      ],
      env: [
        { name: "A", valueFrom: key("gone", "a", true) },
        { name: "B", valueFrom: key("first", "none", true) },
        { name: "C", valueFrom: key("first", "none") },
        { name: "D", valueFrom: { secretKeyRef: { name: "none", key: "d" } } },
        { name: "E", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
        { name: "F", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
        { name: "G", valueFrom: { secretKeyRef: { name: "db", key: "PASSWORD" } } },
        { name: "H", valueFrom: { secretKeyRef: { name: "db", key: "NUL" } } },
        { name: "I", valueFrom: { fileKeyRef: {} } as object },
      ],
    });
    expect(values).toEqual({ HOSTNAME: "payments-0", G: "Yo" });
    expect(missing).toEqual([
      "variables G_*: ConfigMap gone does not exist",
      "variables *: you may not get configmaps in namespace shop",
      "variable C: ConfigMap first has no key none",
      "variable D: Secret none does not exist",
      "variable E: no pod has status.podIP",
      "variable F: limits.cpu is the node's, which you may not get",
      "variable I: fileKeyRef is not supported",
      "variable H: its value has a NUL byte",
    ]);
  });

  test("takes a resource of the container that is named", () => {
    const pod = {
      ...sources.pod,
      spec: { containers: [{ name: "side", resources: { limits: { cpu: "3" } } }] },
    };
    const env = [
      {
        name: "CPU",
        valueFrom: { resourceFieldRef: { containerName: "side", resource: "limits.cpu" } },
      },
    ];
    const { values } = containerEnvironment({ name: "app", env }, { ...sources, pod });
    expect(values.get("CPU")).toBe("3");
  });
});
