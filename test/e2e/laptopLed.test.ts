import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { type Command, startCommand } from "../mesh/laptopCommand.ts";
import { ACCOUNT, createAccount } from "./account.ts";
import { removeNamespaces } from "./leftovers.ts";
import { ROOT } from "./project.ts";
import { getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const SPACE = "understudy-e2e-led";
/** Longer than a link takes to come up on a busy machine: the kubelet alone tells of a running pod up to some seconds later. */
const SHORT = ["--grace", "15s"];
const WAIT = { timeout: 240_000, interval: 200 };
/** A web server at a port with a name, and one that sends back what it gets at a port that not everybody may listen at. */
const SERVERS = `
  require("http").createServer((asked, answer) => answer.end("origin")).listen(8080);
  require("net").createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {}).write("origin:");
    socket.pipe(socket);
  }).listen(7);`;

describe.runIf(context !== "")("a Service without Istio that leads to an agent", () => {
  let folder: string;
  let kubeconfig: string;
  let local: Server[];
  let ports: { web: string; echo: string; bob: string; cyd: string };
  const commands: Command[] = [];
  const before = new Map<string, object>();
  const addresses = new Map<string, string>();

  beforeAll(async () => {
    await removeNamespaces(SPACE);
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: OBJECTS });
    await run("kubectl", ["apply", "-f", "-"], { input });
    folder = mkdtempSync(join(tmpdir(), "understudy-led-"));
    kubeconfig = await createAccount(SPACE, folder);
    await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(rightsOf()) });
    await kubectl("rollout", "status", "deployment/shop", "-n", SPACE, "--timeout=240s");
    const web = createHttpServer((_, answer) => answer.end("laptop"));
    const echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {}).write("laptop:");
      socket.pipe(socket);
    });
    const others = ["bob", "cyd"].map((name) => createHttpServer((_, answer) => answer.end(name)));
    local = [web, echo, ...others];
    const [first, second, bob, cyd] = await Promise.all(local.map(listening));
    ports = {
      ...{ web: `${first}:http`, echo: `${second}:tcp-echo` },
      ...{ bob: `${bob}:http`, cyd: `${cyd}:http` },
    };
    for (const name of ["payments", "orders"]) {
      const service = await serviceOf(name);
      before.set(name, service);
      addresses.set(name, service.spec.clusterIP);
    }
  });

  afterAll(async () => {
    for (const command of commands) await command.kill();
    for (const server of local ?? []) server.close();
    await kubectl("delete", "namespace", SPACE, "--wait=false");
    for (const kind of ["clusterrolebinding", "clusterrole"]) {
      await kubectl("delete", kind, "-l", `understudy-e2e=${SPACE}`);
    }
    rmSync(folder, { recursive: true });
  });

  test("nobody is asked without a terminal, and then nothing is made", async () => {
    const command = await start("payments", "--port", ports.web, "--key", "ann");
    expect(await command.ended).toBe(2);
    expect(command.output()).toContain("the traffic of 1 pod goes through it");
    expect(command.output()).toContain("Add --yes to change it without asking.");
    expect(await getObjects("jobs", "-n", SPACE)).toEqual([]);
  });

  test("requests of the key reach the machine, and all others, and TCP, the pods; with --replace everything reaches it", async () => {
    const keyed = ["payments", "--port", ports.web, "--key", "ann", "--yes"];
    const all = ["orders", "--port", ports.web, "--port", ports.echo, "--replace", "--yes"];
    const started = await Promise.all([
      start(...keyed).then(until("All others")),
      start(...all, ...SHORT).then(until("All requests")),
      start("payments", "--port", ports.bob, "--key", "bob", "--yes").then(until("All others")),
    ]);
    commands.push(...started);
    await vi.waitFor(async () => {
      expect([await ask("payments", "ann"), await ask("payments"), await echo("payments")]).toEqual(
        ["laptop", "origin", "origin:hello"],
      );
      expect([await ask("orders", "ann"), await ask("orders"), await echo("orders")]).toEqual([
        "laptop",
        "laptop",
        "laptop:hello",
      ]);
    }, WAIT);
  });

  test("further keys reach their own machines, and who wants one that is taken, or all, is told who has it", async () => {
    const third = await start(
      "payments",
      ...["--port", ports.cyd, "--key", "cyd", "--yes"],
      ...SHORT,
    );
    commands.push(await until("but for keys of other machines: ann (")(third));
    await answers("payments", { ann: "laptop", bob: "bob", cyd: "cyd", dan: "origin" });
    const refused = await Promise.all([
      start("payments", "--port", ports.web, "--key", "ann", "--yes"),
      start("payments", "--port", ports.web, "--replace", "--yes"),
    ]);
    for (const one of refused) expect(await one.ended).toBe(1);
    const [same, all] = refused.map((one) => one.output());
    expect(same).toMatch(/with the key ann are those of \S+@\S+, since .*--take/s);
    expect(all?.match(/leads to \S+@\S+, by the key (ann|bob|cyd), since .*/g)).toHaveLength(3);
    const list = JSON.parse(await understudy("list", "--json"));
    expect(list.map(({ name, key }: Record<string, string>) => [name, key])).toEqual([
      ["orders-laptop", "(all)"],
      ...["ann", "bob", "cyd"].map((key) => [`payments-laptop-${key}`, key]),
    ]);
  });

  test("an older one may leave first, by Ctrl-C, the newest by the grace time of a command that was killed, and the others stay", async () => {
    const [ann, all, , cyd] = commands;
    ann?.signal("SIGINT");
    await answers("payments", { ann: "origin", bob: "bob", cyd: "cyd", dan: "origin" });
    cyd?.signal("SIGKILL");
    all?.signal("SIGKILL");
    expect(await ann?.ended).toBe(0);
    await vi.waitFor(
      async () => expect(await leftovers()).toEqual(await leftovers("payments-laptop-bob")),
      WAIT,
    );
    await answers("payments", { ann: "origin", bob: "bob", cyd: "origin", dan: "origin" });
  });

  test("after the last has left, all is field by field what it was", async () => {
    commands.splice(0)[2]?.signal("SIGINT");
    await vi.waitFor(async () => expect(await leftovers()).toEqual([]), WAIT);
    for (const [name, service] of before) expect(await serviceOf(name)).toEqual(service);
    await answers("payments", { ann: "origin", bob: "origin" });
    expect(await echo("orders")).toBe("origin:hello");
  });

  test("after leave, too, and when its owner applies it again, of which whoever had it is told", async () => {
    const all = ["--port", ports.web, "--replace", "--yes"];
    const [left, applied] = await Promise.all(
      ["payments", "orders"].map((name) => start(name, ...all).then(until("All requests"))),
    );
    await Promise.all([
      understudy("leave", "payments-laptop"),
      run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(serviceNamed("orders")) }),
    ]);
    await left?.kill();
    expect(await applied?.ended).toBe(1);
    expect(applied?.output()).toContain(
      `The intercept has ended: somebody has changed the selector of ${SPACE}/orders.`,
    );
    for (const name of before.keys()) {
      const { spec, metadata } = await serviceOf(name);
      const { managedFields: _, ...rest } = Object(before.get(name)).metadata;
      expect({ spec, metadata }).toMatchObject({
        spec: Object(before.get(name)).spec,
        metadata: rest,
      });
      expect(metadata.annotations).not.toHaveProperty(["understudy.dev/laptop-selector"]);
      await vi.waitFor(async () => expect(await ask(name)).toBe("origin"), WAIT);
    }
  });

  function start(...args: string[]): Promise<Command> {
    return startCommand(["intercept", ...args, "-n", SPACE], kubeconfig);
  }

  function understudy(...args: string[]): Promise<string> {
    const cli = join(ROOT, "cli/understudy.js");
    return run(process.execPath, [cli, ...args, "-n", SPACE], { env: { KUBECONFIG: kubeconfig } });
  }

  /** Waits until requests with these keys have these answers, and TCP is the origin's. */
  async function answers(service: string, expected: Record<string, string>): Promise<void> {
    await vi.waitFor(async () => {
      const found = Object.keys(expected).map(async (key) => [key, await ask(service, key)]);
      expect(Object.fromEntries(await Promise.all(found))).toEqual(expected);
      expect([await ask(service), await echo(service)]).toEqual(["origin", "origin:hello"]);
    }, WAIT);
  }

  async function ask(service: string, key?: string): Promise<string> {
    const headers = key === undefined ? {} : { "x-preview": key };
    return (await fetch(`http://${addresses.get(service)}/`, { headers })).text();
  }

  function echo(service: string): Promise<string> {
    const host = addresses.get(service) ?? "";
    const socket = connect({ host, port: 7000, allowHalfOpen: true });
    socket.end("hello");
    return text(socket);
  }
});

interface FoundService {
  metadata: { annotations: Record<string, string> };
  spec: { clusterIP: string };
}

/** Resolves to the command when it has printed a text. */
function until(expected: string): (command: Command) => Promise<Command> {
  return async (command) => {
    await vi.waitFor(() => expect(command.output()).toContain(expected), WAIT);
    return command;
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

async function serviceOf(name: string): Promise<FoundService> {
  const object = JSON.parse(
    await kubectl("get", "service", name, "-n", SPACE, "-o", "json", "--show-managed-fields"),
  );
  delete object.metadata.resourceVersion;
  return object;
}

/** @param agent undefined: of all */
async function leftovers(agent?: string): Promise<string[]> {
  const kinds = "jobs,pods,services,secrets,serviceaccounts,roles,rolebindings,networkpolicies";
  const label = `understudy.dev/laptop${agent === undefined ? "" : `=${agent}`}`;
  const objects = await getObjects(kinds, "-n", SPACE, "-l", label);
  return objects.map(({ kind, metadata: { name } }) => `${kind}/${name}`);
}

/** The roles of docs/rights-laptop.yaml that every intercept needs, by other names, bound to the test's account. */
function rightsOf(): object {
  const [routes, own] = loadAll(readFileSync(join(ROOT, "docs/rights-laptop.yaml"), "utf8"));
  const apiGroup = "rbac.authorization.k8s.io";
  const subjects = [{ kind: "ServiceAccount", name: ACCOUNT, namespace: SPACE }];
  const bound = (role: unknown, kind: string, name: string) => {
    const labels = { "understudy-e2e": SPACE };
    const namespace = kind === "RoleBinding" ? { namespace: SPACE } : {};
    return [
      { ...Object(role), metadata: { name, labels } },
      {
        ...{ apiVersion: `${apiGroup}/v1`, kind, metadata: { name, labels, ...namespace } },
        ...{ roleRef: { apiGroup, kind: "ClusterRole", name }, subjects },
      },
    ];
  };
  const items = [
    ...bound(routes, "ClusterRoleBinding", `${SPACE}-routes`),
    ...bound(own, "RoleBinding", SPACE),
  ];
  return { apiVersion: "v1", kind: "List", items };
}

function serviceNamed(name: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: SPACE },
    spec: {
      selector: { app: "shop" },
      ports: [
        { name: "http", port: 80, targetPort: "web" },
        { name: "tcp-echo", port: 7000, targetPort: 7 },
      ],
    },
  };
}

const OBJECTS = [
  {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: SPACE },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", namespace: SPACE },
    spec: {
      selector: { matchLabels: { app: "shop" } },
      template: {
        metadata: { labels: { app: "shop" } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "app",
              image: "node:24-slim",
              command: ["node", "-e", SERVERS],
              ports: [{ name: "web", containerPort: 8080 }],
              readinessProbe: { tcpSocket: { port: "web" }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
  serviceNamed("payments"),
  serviceNamed("orders"),
];
