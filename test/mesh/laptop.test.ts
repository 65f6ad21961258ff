import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, inject, onTestFailed, test, vi } from "vitest";
import { ACCOUNT, createAccount } from "../e2e/account.ts";
import { type Client, startClient } from "../e2e/client.ts";
import { ROOT } from "../e2e/project.ts";
import { getObjects, kubectl, run } from "../e2e/run.ts";
import { injected } from "./injected.ts";
import { type Command, startCommand } from "./laptopCommand.ts";

const mesh = inject("mesh");
const NAMESPACE = "understudy-mesh-laptop";
const KEYED = { "x-preview": "ann" };
const WORD = "Yo-s3cret";
/** Answers with what it has of the origin's ConfigMap and Secret, and with what it was sent. Ends when nobody runs it. */
const SERVER = `
  process.stdin.resume().on("end", () => process.exit());
  const { MODE, WORD } = process.env;
  require("node:http")
    .createServer(({ headers }, answer) =>
      answer.end(["laptop", MODE, WORD, headers.host, headers["x-preview"]].join(" ")))
    .listen(Number(process.argv[1]), "127.0.0.1");`;
const LAPTOP = `laptop test ${WORD} payments.${NAMESPACE} ann`;

describe.runIf(mesh !== "")("an intercept in the mesh", () => {
  let client: Client;
  let command: Command;
  let before: string;
  let folder: string;
  let kubeconfig: string;
  let named: string[];

  beforeAll(async () => {
    client = await startClient(NAMESPACE, injected(mesh));
    const script = join(import.meta.dirname, "hopScript.ts");
    await kubectl("create", "configmap", "scripts", "-n", NAMESPACE, `--from-file=${script}`);
    const items = [configMap, secret, deployment, service, virtualService];
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    await run("kubectl", ["create", "-f", "-"], { input });
    await kubectl("rollout", "status", "deployment/payments", "-n", NAMESPACE, "--timeout=120s");
    before = await originState();
    folder = mkdtempSync(join(tmpdir(), "understudy-laptop-"));
    kubeconfig = await createAccount(NAMESPACE, folder);
    await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(rightsOf()) });
  });

  afterAll(async () => {
    await command?.kill();
    await client?.remove();
    for (const kind of ["clusterrolebinding", "clusterrole"]) {
      await kubectl("delete", kind, "-l", `understudy-e2e=${NAMESPACE}`);
    }
    rmSync(folder, { recursive: true });
  });

  test("requests with the key reach a command with the origin's environment, all others the origin, which stays as it is", async () => {
    const port = await freePort();
    named = ["--port", port, "--key", "ann", "-n", NAMESPACE, "--grace", "15s"];
    const program = ["--", process.execPath, "-e", SERVER, port];
    const words = ["intercept", "payments:app", ...named, ...program];
    command = await startCommand(words, kubeconfig, "All others");
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe(LAPTOP), WAIT);
    expect(command.output()).not.toContain(WORD);
    expect(await ask({})).toBe("origin");
    expect(await ask({ "x-preview": "bob" })).toBe("origin");
    expect(await originState()).toBe(before);
  });

  test("a second one for the same key is refused with whose it is", async () => {
    const second = await startCommand(["intercept", "payments", ...named], kubeconfig);
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(
      /requests for payments.* with the key ann are those of \S+@\S+, since /,
    );
  });

  test("while the machine is away the origin answers, with the key and without a loop, until it is back", async () => {
    onTestFailed(() => console.error(command.output()));
    command.signal("SIGSTOP");
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe("origin"), WAIT);
    const headers = await originHeaders(KEYED);
    expect(headers).toMatchObject(KEYED);
    expect(headers).not.toHaveProperty("x-understudy-returned-by");
    command.signal("SIGCONT");
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe(LAPTOP), WAIT);
  });

  test("after the grace time nothing of it is left, and the routes are as they were", async () => {
    command.signal("SIGKILL");
    await vi.waitFor(async () => expect(await leftovers()).toEqual([]), {
      timeout: 90_000,
      interval: 1000,
    });
    const [routes] = await getObjects("virtualservices", "-n", NAMESPACE);
    expect(routes).toMatchObject({ spec: virtualService.spec });
    expect(routes?.metadata).toMatchObject({ annotations: virtualService.metadata.annotations });
    expect(await ask(KEYED)).toBe("origin");
    expect(await originState()).toBe(before);
  });

  test("with --replace all requests reach the machine, and the origin itself answers while the machine is away", async () => {
    const specOf = async () => {
      const [found] = await getObjects("services", "-n", NAMESPACE, "-l", "app=payments");
      return Object(found).spec;
    };
    const before = await specOf();
    const port = await freePort();
    const words = ["intercept", "payments", "--port", port, "--replace", "--yes", "-n", NAMESPACE];
    const program = ["--", process.execPath, "-e", SERVER, port];
    command = await startCommand(
      [...words, "--grace", "5s", ...program],
      kubeconfig,
      "All requests",
    );
    await vi.waitFor(async () => expect(await ask({})).toMatch(/^laptop /), WAIT);
    expect(await ask(KEYED)).toBe(LAPTOP);
    command.signal("SIGKILL");
    await vi.waitFor(async () => expect(await ask({})).toBe("origin"), WAIT);
    expect(await ask(KEYED)).toBe("origin");
    expect(await specOf()).not.toEqual(before);
    await vi.waitFor(async () => expect(await specOf()).toEqual(before), WAIT);
    expect(await ask(KEYED)).toBe("origin");
  });

  async function ask(headers: Record<string, string>): Promise<string> {
    const body = await send(headers);
    return body.startsWith("[") ? "origin" : body;
  }

  async function originHeaders(headers: Record<string, string>): Promise<IncomingHttpHeaders> {
    const body = await send(headers);
    expect(body).toMatch(/^\[/);
    return JSON.parse(body)[0].headers;
  }

  async function send(headers: Record<string, string>): Promise<string> {
    const request = { url: `http://payments.${NAMESPACE}/`, method: "GET", headers };
    const [answer] = await client.send({ requests: [request], concurrency: 1, keepAlive: false });
    return answer?.body ?? "";
  }
});

const WAIT = { timeout: 30_000, interval: 500 };

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

/** What an intercept must not change. */
async function originState(): Promise<string> {
  const objects = await getObjects(
    "deployments,pods,services",
    "-n",
    NAMESPACE,
    "-l",
    "app=payments",
  );
  return JSON.stringify(
    objects.map(({ kind, metadata: { name, uid, generation, labels } }) => ({
      kind,
      name,
      uid,
      generation,
      labels,
    })),
  );
}

async function leftovers(): Promise<string[]> {
  const kinds = "jobs,pods,services,secrets,serviceaccounts,roles,rolebindings,networkpolicies";
  const objects = await getObjects(kinds, "-n", NAMESPACE, "-l", "understudy.dev/laptop");
  return objects.map(({ kind }) => kind);
}

/** The roles of docs/rights-laptop.yaml that are not optional, by other names, bound to the test's account. */
function rightsOf(): object {
  const [routes, own, world] = loadAll(readFileSync(join(ROOT, "docs/rights-laptop.yaml"), "utf8"));
  const labels = { "understudy-e2e": NAMESPACE };
  const apiGroup = "rbac.authorization.k8s.io";
  const subjects = [{ kind: "ServiceAccount", name: ACCOUNT, namespace: NAMESPACE }];
  const bound = (role: unknown, kind: string, name: string) => [
    { ...Object(role), metadata: { name, labels } },
    {
      apiVersion: `${apiGroup}/v1`,
      kind,
      metadata: { name, labels, ...(kind === "RoleBinding" && { namespace: NAMESPACE }) },
      roleRef: { apiGroup, kind: "ClusterRole", name },
      subjects,
    },
  ];
  const items = [
    ...bound(routes, "ClusterRoleBinding", `${NAMESPACE}-routes`),
    ...bound(own, "RoleBinding", NAMESPACE),
    ...bound(world, "RoleBinding", `${NAMESPACE}-world`),
  ];
  return { apiVersion: "v1", kind: "List", items };
}

const metadata = { name: "payments", namespace: NAMESPACE, labels: { app: "payments" } };
const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { MODE: "test" } };
const secret = { apiVersion: "v1", kind: "Secret", metadata, stringData: { WORD } };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: {
    selector: { matchLabels: { app: "payments" } },
    template: {
      metadata: {
        labels: { app: "payments" },
        annotations: { "sidecar.istio.io/proxyCPU": "10m" },
      },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "app",
            image: "node:24-slim",
            command: ["node", "/scripts/hopScript.ts"],
            env: [{ name: "NAME", value: "payments" }],
            envFrom: [{ configMapRef: { name: "payments" } }, { secretRef: { name: "payments" } }],
            ports: [{ name: "http", containerPort: 8080 }],
            readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1 },
            volumeMounts: [{ name: "scripts", mountPath: "/scripts" }],
          },
        ],
        volumes: [{ name: "scripts", configMap: { name: "scripts" } }],
      },
    },
  },
};
const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: { selector: { app: "payments" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};
/** A team's own, whose routes may have keys. */
const virtualService = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { ...metadata, annotations: { "understudy.dev/take-over": "true" } },
  spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: "payments" } }] }] },
};
