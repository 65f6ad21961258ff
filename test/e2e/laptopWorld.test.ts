import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { openSession } from "../../src/laptop/files/session.ts";
import { prepareWorld } from "../../src/laptop/world/prepareWorld.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const context = inject("context");
const SPACE = "understudy-e2e-world";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const metadata = (name: string) => ({ name, namespace: SPACE });

/** A pod with everything that a container's environment and files can be made from. */
const OBJECTS = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: SPACE } },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata("settings"),
    data: {
      ENV: "test",
      SHARED: "config",
      "with.dot": "a b",
      "2nd": "$(ENV)",
      LINES: "one\ntwo\n",
    },
    binaryData: { BLOB: Buffer.from([0, 255, 1]).toString("base64") },
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("greeting"),
    data: { WORD: base64("Yo"), SHARED: base64("secret"), QUOTED: base64(`'"$x\\`) },
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("fixed"),
    immutable: true,
    data: { BIN: Buffer.from([195, 40, 255]).toString("base64"), EMPTY: "" },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("service-b"),
    spec: {
      selector: { app: "b" },
      ports: [
        { name: "http", port: 5100 },
        { name: "udp-dns", port: 53, protocol: "UDP" },
      ],
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("headless"),
    spec: { clusterIP: "None", selector: { app: "b" }, ports: [{ port: 1 }] },
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata("app"),
      labels: { app: "a", tier: "back" },
      annotations: { note: 'say "hi"\n' },
    },
    spec: {
      terminationGracePeriodSeconds: 0,
      setHostnameAsFQDN: true,
      hostname: "host",
      subdomain: "headless",
      securityContext: { fsGroup: 2000, runAsUser: 1000 },
      volumes: [
        { name: "fixed", secret: { secretName: "fixed", defaultMode: 0o400 } },
        {
          name: "parts",
          configMap: {
            name: "settings",
            items: [{ key: "BLOB", path: "deep/x/blob", mode: 0o600 }],
          },
        },
        { name: "settings", configMap: { name: "settings", defaultMode: 0o440 } },
        {
          name: "items",
          secret: {
            secretName: "greeting",
            items: [{ key: "WORD", path: "deep/word", mode: 0o400 }],
          },
        },
        { name: "none", configMap: { name: "none", optional: true } },
        { name: "cache", emptyDir: {} },
        {
          name: "all",
          projected: {
            sources: [
              { configMap: { name: "settings", items: [{ key: "ENV", path: "env" }] } },
              { secret: { name: "greeting" } },
              { serviceAccountToken: { path: "token", audience: "shop", expirationSeconds: 600 } },
              {
                downwardAPI: {
                  items: [
                    { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
                    { path: "annotation", fieldRef: { fieldPath: "metadata.annotations['note']" } },
                    {
                      path: "memory",
                      resourceFieldRef: {
                        containerName: "app",
                        resource: "limits.memory",
                        divisor: "1Mi",
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      ],
      containers: [
        { name: "bare", image: "node:24-slim", command: ["sleep", "3600"] },
        {
          name: "app",
          image: "node:24-slim",
          command: ["sleep", "3600"],
          resources: { requests: { cpu: "10m", memory: "20M" } },
          envFrom: [
            { secretRef: { name: "fixed" }, prefix: "bad-1. " },
            { configMapRef: { name: "settings" } },
            { secretRef: { name: "greeting" }, prefix: "P_" },
            { secretRef: { name: "greeting" } },
            { configMapRef: { name: "none", optional: true }, prefix: "N_" },
          ],
          env: [
            {
              name: "URL",
              value:
                "http://$(SERVICE_B_SERVICE_HOST):$(SERVICE_B_SERVICE_PORT)/$(ENV)/$$(ENV)/$(LATER)$",
            },
            { name: "LATER", value: "$(SHARED)" },
            { name: "PART", value: "deep" },
            { name: "ESCAPED", value: "$$$(ENV) $(ENV $(ENV)) $() $$$$ $x $(A$(ENV)" },
            { name: "ENV", value: "$(ENV)2" },
            {
              name: "MISSING",
              valueFrom: { secretKeyRef: { name: "greeting", key: "none", optional: true } },
            },
            { name: "KEY", valueFrom: { configMapKeyRef: { name: "settings", key: "2nd" } } },
            ...[
              "metadata.name",
              "metadata.namespace",
              "metadata.uid",
              "metadata.labels['tier']",
              "metadata.annotations['note']",
              "spec.nodeName",
              "spec.serviceAccountName",
              "status.hostIP",
              "status.hostIPs",
              "status.podIP",
              "status.podIPs",
            ].map((fieldPath, index) => ({
              name: `FIELD_${index}`,
              valueFrom: { fieldRef: { fieldPath } },
            })),
            ...[
              "limits.cpu 1",
              "limits.cpu 1m",
              "limits.memory 1Mi",
              "requests.cpu 1",
              "requests.cpu 1m",
              "requests.memory 1Mi",
              "limits.ephemeral-storage 1Mi",
            ].map((asked, index) => {
              const [resource, divisor] = asked.split(" ");
              return {
                name: `RESOURCE_${index}`,
                valueFrom: { resourceFieldRef: { resource, divisor } },
              };
            }),
          ],
          volumeMounts: [
            { name: "settings", mountPath: "/etc/shop" },
            { name: "items", mountPath: "/etc/shop/inner" },
            { name: "settings", mountPath: "/etc/one.txt", subPath: "LINES" },
            { name: "all", mountPath: "/var/all/" },
            { name: "none", mountPath: "/var/none" },
            { name: "cache", mountPath: "/var/cache/app" },
            { name: "fixed", mountPath: "/fixed" },
            { name: "parts", mountPath: "/parts", subPathExpr: "$(PART)/x" },
          ],
        },
      ],
    },
  },
];

const inPod = (...command: string[]) =>
  kubectl("-n", SPACE, "exec", "app", "-c", "app", "--", ...command);

/** Returns the environment of a container's first process. */
async function environmentOf(container: string): Promise<Map<string, string>> {
  const read = ["exec", "app", "-c", container, "--", "cat", "/proc/1/environ"];
  const variables = (await kubectl("-n", SPACE, ...read)).split("\0").filter(Boolean);
  return new Map(
    variables.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
  );
}

describe.runIf(context !== "")("the world of a pod on this machine", () => {
  beforeAll(async () => {
    await removeNamespaces(SPACE);
    for (const object of OBJECTS) {
      await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(object) });
      if (object.kind === "Namespace") {
        await kubectl("-n", SPACE, "wait", "--for=create", "sa/default", "--timeout=240s");
      }
    }
    await kubectl("-n", SPACE, "wait", "--for=condition=Ready", "pod/app", "--timeout=240s");
  });

  afterAll(() => removeNamespaces(SPACE));

  test("has the environment and the files of the container, follows them, and is gone afterwards", async () => {
    const mount = join(mkdtempSync(join(tmpdir(), "world-test-")), "pod");
    const envFile = `${mount}.env`;
    const changes: (readonly string[])[] = [];
    const said: string[] = [];
    const session = openSession();
    const world = await prepareWorld(await connect(context), session, {
      findPod: async (): Promise<Pod> =>
        JSON.parse(await kubectl("-n", SPACE, "get", "pod", "app", "-o", "json")),
      container: "app",
      mount,
      envFile,
      onChange: (names) => changes.push(names),
      say: (line) => said.push(line),
    });
    const expected = await environmentOf("app");
    for (const name of (await environmentOf("bare")).keys()) {
      // The rest is what the image has.
      if (!/^HOSTNAME$|_SERVICE_|_PORT/.test(name)) expected.delete(name);
    }
    expect(Object.fromEntries(world.environment())).toEqual(Object.fromEntries(expected));
    expect(world.missing).toEqual([]);
    expect(world.notCopied).toEqual(["cache (emptyDir)"]);

    const inner = ["etc/shop/inner", "etc/one.txt", "parts"];
    for (const folder of ["etc/shop", ...inner, "var/all", "var/none", "fixed"]) {
      expect(await contentHere(join(mount, folder)), folder).toBe(await contentInPod(`/${folder}`));
    }
    expect(
      JSON.parse(atob(readFileSync(join(mount, "var/all/token"), "utf8").split(".")[1] ?? "")),
    ).toMatchObject({
      aud: ["shop"],
      sub: `system:serviceaccount:${SPACE}:default`,
    });
    expect(statSync(envFile).mode & 0o777).toBe(0o600);
    expect(said).toEqual([
      `Not in ${envFile}: FIELD_4 (has several lines; a file *.sh can hold it), LINES (has several lines; a file *.sh can hold it), bad-1. BIN (is no name in such a file), bad-1. EMPTY (is no name in such a file).`,
    ]);

    const secret = { data: { WORD: base64("Yeah") } };
    await kubectl("-n", SPACE, "patch", "secret", "greeting", "-p", JSON.stringify(secret));
    expect(await world.refresh()).toEqual(["P_WORD", "WORD"]);
    expect(readFileSync(join(mount, "etc/shop/inner/deep/word"), "utf8")).toBe("Yeah");
    expect(readFileSync(join(mount, "var/all/WORD"), "utf8")).toBe("Yeah");
    expect(readFileSync(envFile, "utf8")).toContain("\nWORD=Yeah\n");

    world.stop();
    session.remove();
    expect([existsSync(mount), existsSync(envFile), existsSync(world.volumes)]).toEqual([
      false,
      false,
      false,
    ]);
    rmSync(join(mount, ".."), { recursive: true });
  });
});

/** Path, mode and content of each file, except for the token, which is another one each time. */
const LIST = `
const { lstatSync, readdirSync, readFileSync, statSync } = require("node:fs");
const list = (path) => statSync(path).isDirectory()
  ? readdirSync(path).filter((name) => !name.startsWith("..")).sort().flatMap((name) => list(path + "/" + name))
  : [[path.replace(process.argv[1], ""), statSync(path).mode & 0o777, path.endsWith("/token") ? "" : readFileSync(path, "base64")]];
console.log(JSON.stringify(list(process.argv[1])));`;

const contentHere = (path: string) => run("node", ["-e", LIST, path]);
const contentInPod = (path: string) => inPod("node", "-e", LIST, path);
