import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, inject, onTestFailed, test, vi } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { composeHosts } from "../../src/cluster/live/composeHosts.ts";
import { freePort } from "../../src/freePort.ts";
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
const STAY = "setInterval(() => {}, 1e6)";
/**
 * Answers with its name. When it is to end, it refuses requests at once, and stays until the origin has answered one of its
 * own.
 */
const ENDING = `
  const [name, port, service, key] = process.argv.slice(1);
  const server = require("node:http").createServer((_, answer) => answer.end(name)).listen(Number(port), "127.0.0.1");
  const ask = () => fetch("http://" + service + "/", { headers: { "x-preview": key } }).then((a) => a.text());
  const end = async () => {
    server.close();
    while (!(await ask().catch(String)).startsWith("[")) {}
    console.log("the origin answers");
    process.exit();
  };
  process.once("SIGINT", end).once("SIGTERM", end);`;
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
    // Another Service of the same pods.
    const orders = { ...service, metadata: { name: "orders", namespace: NAMESPACE } };
    const routes = [virtualService, routesOf("orders")];
    const items = [configMap, secret, deployment, service, orders, ...routes];
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    await run("kubectl", ["create", "-f", "-"], { input });
    await kubectl("rollout", "status", "deployment/payments", "-n", NAMESPACE, "--timeout=240s");
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
    const port = String(await freePort());
    // So long, on a busy machine, that a link comes up, or that it is seen that the origin answers meanwhile.
    named = ["--port", port, "--key", "ann", "-n", NAMESPACE, "--grace", "30s"];
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

  test("of other keys only some routes reach the machine, or copies, and list says which", async () => {
    const seen: string[] = [];
    const local = createHttpServer(({ method, url, headers }, answer) => {
      seen.push(`${method} ${url} ${headers["x-preview"]}`);
      answer.writeHead(headers["x-preview"] === "eve" ? 200 : 500).end("laptop");
    });
    await once(local.listen(0, "127.0.0.1"), "listening");
    const place = ["--port", String((local.address() as AddressInfo).port), "-n", NAMESPACE];
    const port = String(await freePort());
    const ending = [process.execPath, "-e", ENDING, "ending", port, "payments", "sid"];
    const commands = await Promise.all(
      [
        [...place, "--key", "eve", "--routes", "GET /mine/{id}"],
        [...place, "--key", "kim", "--mirror"],
        ["--port", port, "-n", NAMESPACE, "--key", "sid", "--", ...ending],
      ].map((own) => startCommand(["intercept", "payments", ...own], kubeconfig, "Routes:")),
    );
    onTestFailed(() => console.error(commands.map((one) => one.output())));
    try {
      const asked = [
        ["GET", "/mine/7?x", "eve", "laptop"],
        ["HEAD", "/mine/8", "eve", ""],
        ["GET", "/mine", "eve", "origin eve"],
        ["POST", "/mine/7", "eve", "origin eve"],
        ["POST", "/copied", "kim", "origin kim"],
        ["GET", "/", "sid", "ending"],
      ] as const;
      await vi.waitFor(async () => {
        seen.length = 0;
        const requests = asked.map(([method, path, key]) => ({
          ...{ method, url: `http://payments.${NAMESPACE}${path}`, headers: { "x-preview": key } },
        }));
        const answers = await client.send({ requests, concurrency: 1, keepAlive: false });
        expect(answers.map(({ body }) => answererOf(body))).toEqual(asked.map((one) => one[3]));
        const copied = ["GET /mine/7?x eve", "HEAD /mine/8 eve", "POST /copied kim"];
        await vi.waitFor(() => expect(seen).toEqual(copied));
      }, WAIT);
      const list = await startCommand(["list", "-n", NAMESPACE], kubeconfig);
      expect(await list.ended).toBe(0);
      expect(list.output()).toMatch(/-laptop-ann .* all requests /);
      expect(list.output()).toMatch(/-laptop-eve .* GET \/mine\/\{id\} /);
      expect(list.output()).toMatch(/-laptop-kim .* copies of all requests /);
    } finally {
      for (const one of commands) one.signal("SIGINT");
      // The program of the last one has not ended before the origin answers.
      expect(await Promise.all(commands.map((one) => one.ended))).toEqual([0, 0, 0]);
      local.close();
    }
  });

  test("while the machine is away the origin answers, with the key and without a loop, until it is back", async () => {
    onTestFailed(() => console.error(command.output()));
    command.signal("SIGSTOP");
    const headers = await vi.waitFor(() => originHeaders(KEYED), WAIT);
    expect(headers).toMatchObject(KEYED);
    expect(headers).not.toHaveProperty("x-understudy-returned-by");
    command.signal("SIGCONT");
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe(LAPTOP), WAIT);
  });

  test("the command says that somebody takes its routes out of the VirtualService, and that they are back", async () => {
    onTestFailed(() => console.error(command.output()));
    await run("kubectl", ["replace", "-f", "-"], { input: JSON.stringify(virtualService) });
    const said = (text: string) => vi.waitFor(() => expect(command.output()).toContain(text), WAIT);
    await said(
      `out of VirtualService ${NAMESPACE}/payments. Requests with the key are answered like`,
    );
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe("origin"), WAIT);
    await composeHosts(await connect(undefined), [`payments.${NAMESPACE}.svc.cluster.local`]);
    await said("The routes of the key ann are there again.");
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe(LAPTOP), WAIT);
  });

  test("after the grace time nothing of it is left, and the routes are as they were", async () => {
    command.signal("SIGKILL");
    const cluster = await connect(undefined);
    const host = `payments.${NAMESPACE}.svc.cluster.local`;
    await vi.waitFor(
      async () => {
        // Somebody who composes the host while the agent ends does not bring them back.
        await composeHosts(cluster, [host]);
        expect(await leftovers()).toEqual([]);
      },
      { timeout: 240_000, interval: 1000 },
    );
    const only = ["--field-selector", "metadata.name=payments"];
    const [routes] = await getObjects("virtualservices", "-n", NAMESPACE, ...only);
    expect(routes).toMatchObject({ spec: virtualService.spec });
    expect(routes?.metadata).toMatchObject({ annotations: virtualService.metadata.annotations });
    expect(await ask(KEYED)).toBe("origin");
    expect(await originState()).toBe(before);
  });

  test("several services of a file run together: each answers its own requests, and they end in the opposite order", async () => {
    const [payments, orders] = [String(await freePort()), String(await freePort())];
    const listen = (name: string, port: string) => ({
      ports: [Number(port)],
      command: [process.execPath, "-e", ENDING, name, port, name, "eve"],
    });
    const calls = `fetch("http://orders/", { headers: { "x-preview": "eve" } }).then((a) => a.text()).then(console.log)`;
    const caller = { service: "none", command: [process.execPath, "-e", `${calls}; ${STAY}`] };
    const file = join(folder, "understudy.yaml");
    const services = {
      payments: { ...listen("payments", payments), after: ["orders"] },
      orders: { ...listen("orders", orders), routes: ["GET /"] },
      caller: { ...caller, after: ["orders"] },
    };
    writeFileSync(file, JSON.stringify({ namespace: NAMESPACE, services }));
    command = await startCommand(
      ["dev", "-f", file, "--key", "eve", "--json"],
      kubeconfig,
      "All are ready",
    );
    onTestFailed(() => console.error(command.output()));
    const keyed = { "x-preview": "eve" };
    for (const name of ["payments", "orders"]) {
      await vi.waitFor(async () => expect(await send(keyed, name)).toBe(name), WAIT);
      expect(await send({}, name)).toMatch(/^\[/);
    }
    expect(await send(keyed, "orders", "/other")).toMatch(/^\[/);
    await vi.waitFor(() => expect(command.output()).toContain('"printed":"orders"'), WAIT);
    // The caller has asked, and this test.
    await vi.waitFor(() => expect(requestsOf("orders")).toBeGreaterThan(1), WAIT);
    // Each service is counted by itself, at its own times.
    await vi.waitFor(() => expect(requestsOf("payments")).toBeGreaterThan(0), WAIT);
    command.signal("SIGINT");
    expect(await command.ended).toBe(0);
    const ends = linesOf(command).filter(({ said }) => said === "Has ended.");
    expect(ends.map(({ name }) => name)).toEqual(["caller", "payments", "orders"]);
    const lasts = linesOf(command).filter(({ printed }) => printed === "the origin answers");
    expect(lasts.map(({ name }) => name)).toEqual(["payments", "orders"]);
    await vi.waitFor(async () => expect(await leftovers()).toEqual([]), WAIT);
    for (const name of ["payments", "orders"]) expect(await send(keyed, name)).toMatch(/^\[/);
    expect(await originState()).toBe(before);
  });

  function requestsOf(service: string): number {
    const statuses = linesOf(command).filter(({ name, status }) => name === service && status);
    return statuses.at(-1)?.status?.requests ?? 0;
  }

  test("with --replace all requests reach the machine, and the origin itself answers while the machine is away", async () => {
    const specOf = async () => {
      const [found] = await getObjects("services", "-n", NAMESPACE, "-l", "app=payments");
      return Object(found).spec;
    };
    const before = await specOf();
    const port = String(await freePort());
    const words = ["intercept", "payments", "--port", port, "--replace", "--yes", "-n", NAMESPACE];
    const program = ["--", process.execPath, "-e", SERVER, port];
    command = await startCommand(
      [...words, "--grace", "15s", ...program],
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

  async function send(
    headers: Record<string, string>,
    service = "payments",
    path = "/",
  ): Promise<string> {
    const request = { url: `http://${service}.${NAMESPACE}${path}`, method: "GET", headers };
    const [answer] = await client.send({ requests: [request], concurrency: 1, keepAlive: false });
    return answer?.body ?? "";
  }
});

const WAIT = { timeout: 240_000, interval: 500 };

/** Returns whose answer it is, and the key that came to the origin without the agent's mark. */
function answererOf(body: string): string {
  if (!body.startsWith("[")) return body;
  const { headers } = JSON.parse(body)[0];
  return `origin ${headers["x-understudy-returned-by"] ?? headers["x-preview"]}`;
}

interface Line {
  name: string;
  said?: string;
  printed?: string;
  status?: { requests?: number };
}

/** What `dev --json` has printed. */
function linesOf(command: Command): Line[] {
  return command
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line));
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
const routesOf = (host: string) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { ...metadata, name: host, annotations: { "understudy.dev/take-over": "true" } },
  spec: { hosts: [host], http: [{ route: [{ destination: { host } }] }] },
});
const virtualService = routesOf("payments");
