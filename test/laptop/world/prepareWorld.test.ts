import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { loadAll } from "js-yaml";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openSession } from "../../../src/laptop/files/session.ts";
import { prepareWorld } from "../../../src/laptop/world/prepareWorld.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const SPACE = "/api/v1/namespaces/shop";
const POD: Pod = {
  metadata: { name: "payments-0", namespace: "shop" },
  spec: {
    serviceAccountName: "payments",
    containers: [
      {
        name: "app",
        env: [{ name: "WORD", valueFrom: { secretKeyRef: { name: "greeting", key: "WORD" } } }],
        volumeMounts: [{ name: "token", mountPath: "/var/run/token" }],
      },
    ],
    volumes: [
      {
        name: "token",
        projected: {
          sources: [{ serviceAccountToken: { path: "token", expirationSeconds: 600 } }],
        },
      },
    ],
  },
};

let folder = "";
let server: Server;
let kubeConfig: KubeConfig;
/** What the API server has; a number is a status without a body. */
let objects: Record<string, unknown>;
let tokens = 0;
/** What the API server was asked. */
let requests: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "world-test-"));
  tokens = 0;
  requests = [];
  objects = {
    [`${SPACE}/services`]: { items: [] },
    [`${SPACE}/secrets/greeting`]: { data: { WORD: base64("Yo") } },
  };
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const isToken = request.url === `${SPACE}/serviceaccounts/payments/token`;
    const expirationTimestamp = new Date(Date.now() + 600_000);
    const found =
      isToken && objects.token !== 403
        ? { status: { token: `token-${++tokens}`, expirationTimestamp } }
        : (objects[isToken ? "token" : (request.url ?? "")] ?? 404);
    response.statusCode = typeof found === "number" ? found : 200;
    response.end(JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: "c", server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: "u" },
  );
});
afterEach(async () => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function prepare(options: { mount?: string; envFile?: string } = {}, pod = POD) {
  const changes: (readonly string[])[] = [];
  const said: string[] = [];
  const session = openSession();
  onTestFinished(() => session.remove());
  const world = prepareWorld(kubeConfig, session, {
    findPod: async () => pod,
    container: "app",
    onChange: (names) => changes.push(names),
    say: (line) => said.push(line),
    ...options,
  });
  return { world, changes, said, session };
}

test("a changed variable is told by its name, and its value reaches the file", async () => {
  const envFile = join(folder, "env");
  writeFileSync(envFile, "");
  const { world, changes, said, session } = prepare({ envFile });
  const { refresh, stop } = await world;
  expect(await refresh()).toEqual([]);
  objects[`${SPACE}/secrets/greeting`] = { data: { WORD: base64("Yeah") } };
  expect(await refresh()).toEqual(["WORD"]);
  expect([changes, said]).toEqual([[["WORD"]], []]);
  expect(statSync(envFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(envFile, "utf8")).toBe("HOSTNAME=payments-0\nWORD=Yeah\n");
  stop();
  session.remove();
  expect(existsSync(envFile)).toBe(false);
});

test("a Service that comes later changes no variable, as in a pod", async () => {
  const { world } = prepare();
  const { refresh, stop } = await world;
  const service = {
    metadata: { name: "b", namespace: "shop" },
    spec: { clusterIP: "10.0.0.1", ports: [{ port: 1 }] },
  };
  objects[`${SPACE}/services`] = { items: [service] };
  expect(await refresh()).toEqual([]);
  stop();
});

test("a token is renewed once four fifths of its life are over", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const mount = join(folder, "pod");
  const { world } = prepare({ mount });
  const { refresh, stop } = await world;
  const token = () => readFileSync(join(mount, "var/run/token/token"), "utf8");
  vi.setSystemTime(Date.now() + 470_000);
  await refresh();
  expect(token()).toBe("token-1");
  vi.setSystemTime(Date.now() + 20_000);
  await refresh();
  expect(token()).toBe("token-2");
  stop();
});

test("what may not be read is named by the right, and the rest is there", async () => {
  objects = { [`${SPACE}/secrets/greeting`]: 403, [`${SPACE}/services`]: 403, token: 403 };
  const { world } = prepare();
  const { environment, missing, stop } = await world;
  expect([...environment()]).toEqual([["HOSTNAME", "payments-0"]]);
  expect(missing).toEqual([
    { what: "variables of Services", why: "you may not list services in namespace shop" },
    { what: "variable WORD", why: "you may not get secrets in namespace shop" },
    {
      what: "file token of volume token",
      why: "you may not create serviceaccounts/token in namespace shop",
    },
  ]);
  stop();
});

test("a file that is there already is refused, and stays", async () => {
  const envFile = join(folder, "env");
  writeFileSync(envFile, "mine");
  await expect(prepare({ envFile }).world).rejects.toThrow("it is there already");
  expect(readFileSync(envFile, "utf8")).toBe("mine");
});

test("while the cluster is away, everything stays as it is", async () => {
  const { world } = prepare();
  const { environment, refresh, stop } = await world;
  objects[`${SPACE}/secrets/greeting`] = 500;
  await expect(refresh()).rejects.toThrow("answered with status 500");
  expect(environment().get("WORD")).toBe("Yo");
  stop();
});

test("it asks for what the world's roles of docs/rights-laptop.yaml allow, all of it and nothing else", async () => {
  const [app] = POD.spec?.containers ?? [];
  const env = [
    ...(app?.env ?? []),
    { name: "MODE", valueFrom: { configMapKeyRef: { name: "modes", key: "MODE" } } },
    { name: "CPUS", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
  ];
  const containers = [{ ...app, name: "app", env }];
  const { world } = prepare({}, { ...POD, spec: { ...POD.spec, nodeName: "n1", containers } });
  (await world).stop();
  expect(new Set(requests.map(rightOf))).toEqual(new Set(rightsOfWorld()));
});

/** Returns `get secrets`, and with a namespace that is not the pod's own `get services of default`. */
function rightOf(request: string): string {
  const [, method, space, resource = "", name, sub] =
    /^(\S+) \/api\/v1(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(
      request,
    ) ?? [];
  const verb = method === "POST" ? "create" : name === undefined ? "list" : "get";
  const whole = sub === undefined ? resource : `${resource}/${sub}`;
  return `${verb} ${whole}${space === "default" ? ` ${name} of default` : ""}`;
}

function rightsOfWorld(): string[] {
  return loadAll(readFileSync("docs/rights-laptop.yaml", "utf8"))
    .slice(2, 5)
    .flatMap((role) => {
      const { metadata, rules } = Object(role);
      return rules.flatMap(({ resources, verbs, resourceNames = [] }: Record<string, string[]>) =>
        resources?.flatMap((resource) =>
          verbs?.map((verb) => {
            const where = metadata.namespace ? ` ${resourceNames} of ${metadata.namespace}` : "";
            return `${verb} ${resource}${where}`;
          }),
        ),
      );
    });
}
