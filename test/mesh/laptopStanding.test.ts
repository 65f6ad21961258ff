import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, inject, onTestFailed, test, vi } from "vitest";
import { fingerprintOfKey, makeKey, readKey } from "../../src/laptop/standing/laptopKey.ts";
import { ACCOUNT, createAccount } from "../e2e/account.ts";
import { type Client, startClient } from "../e2e/client.ts";
import { stackOf } from "../e2e/engineDeployer.ts";
import { createProject, type Project, ROOT } from "../e2e/project.ts";
import { getObjects, kubectl, run } from "../e2e/run.ts";
import { injected } from "./injected.ts";
import { type Command, startCommand } from "./laptopCommand.ts";

const [context, engine, mesh] = [inject("context"), inject("engine"), inject("mesh")];
const NAMESPACE = "understudy-mesh-standing";
const AGENT = "payments-laptop-ann";
const STACK = "standing";
const KEYED = { "x-preview": "ann" };
const WAIT = { timeout: 240_000, interval: 300 };

describe.runIf(engine !== "" && mesh !== "")("an agent that a stack declares", () => {
  let client: Client;
  let project: Project;
  let folder: string;
  let kubeconfig: string;
  let local: Server;
  let command: Command;

  beforeAll(async () => {
    client = await startClient(NAMESPACE, injected(mesh));
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: [origin, service] });
    await run("kubectl", ["create", "-f", "-"], { input });
    folder = mkdtempSync(join(tmpdir(), "understudy-standing-"));
    for (const name of ["ann", "bob"]) makeKey(keyOf(name));
    kubeconfig = await createAccount(NAMESPACE, folder);
    await run("kubectl", ["create", "-f", "-"], { input: JSON.stringify(rights) });
    const rollout = ["rollout", "status", "deployment/payments", "-n", NAMESPACE];
    await kubectl(...rollout, "--timeout=240s");
    local = createServer((_, answer) => answer.end("laptop")).listen(0, "127.0.0.1");
    await once(local, "listening");
    project = createProject({ context, delivery: "configMap", registry: "none", stack: STACK });
    writeFileSync(join(project.folder, `Pulumi.${STACK}.yaml`), stackText());
  });

  afterAll(async () => {
    await command?.kill();
    local?.close();
    project?.remove();
    await client?.remove();
    rmSync(folder, { recursive: true });
  });

  test("is there with its route after an up, the origin answers meanwhile, and a second up changes nothing", async () => {
    const stack = await stackOf(project, engine);
    await stack.up();
    await vi.waitFor(async () => expect(await routesOf()).toContain(AGENT), WAIT);
    expect(await ask(KEYED)).toBe("origin");
    await stack.up({ expectNoChanges: true });
    expect(await admin("list")).toMatch(
      /payments-laptop-ann .* all requests +\(nobody\) +- +\S*standing\n/,
    );
    const key = ["--laptop-key", keyOf("bob")];
    expect(await admin("leave", AGENT, ...key)).toMatch(/: nobody is there\. The agent stays/);
  });

  test("a user with nothing but pods/portforward is answered by the laptop with the key, and by the origin without", async () => {
    command = await intercept("ann");
    onTestFailed(() => console.error(command.output()));
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe("laptop"), WAIT);
    expect(await ask({})).toBe("origin");
  });

  test("a laptop that the stack does not name is refused, and so is a second command without --take", async () => {
    const [other, second] = [
      await intercept("bob", ["--take"], ""),
      await intercept("ann", [], ""),
    ];
    expect([await other.ended, await second.ended]).toEqual([1, 1]);
    expect(other.output()).toContain("the stack does not name the key of this machine");
    expect(second.output()).toMatch(/it answers for \S+@\S+ since \S+; --take moves it here/);
    expect(await ask(KEYED)).toBe("laptop");
  });

  test("--take moves it and tells the first; after it the origin answers, and the agent stays", async () => {
    const taking = await intercept("ann", ["--take"]);
    expect(await command.ended).toBe(1);
    expect(command.output()).toMatch(/\S+@\S+ since \S+ has taken it over/);
    expect(await ask(KEYED)).toBe("laptop");
    expect(await admin("list")).toMatch(/payments-laptop-ann .* \S+@\S+ +20\S+Z +\S*standing\n/);
    expect(await admin("leave", AGENT, "--laptop-key", keyOf("bob"))).toMatch(
      /the stack does not name the key of this machine\.\n.* of the stack \S*standing, /,
    );
    expect(await ask(KEYED)).toBe("laptop");
    expect(await admin("leave", "--all", "--laptop-key", keyOf("ann"))).toMatch(
      /: the session of \S+@\S+ since \S+ has ended\. The agent stays/,
    );
    expect(await taking.ended).toBe(1);
    await vi.waitFor(async () => expect(await ask(KEYED)).toBe("origin"), WAIT);
    const pods = await getObjects("pods", "-n", NAMESPACE, "-l", `understudy.dev/laptop=${AGENT}`);
    expect(pods.map(({ metadata: { name } }) => name)).toEqual([`${AGENT}-0`]);
  });

  test("what is edited by hand comes back with the next up, and after destroy nothing of it is left", async () => {
    const stack = await stackOf(project, engine);
    const annotation = ["annotate", "service", AGENT, "-n", NAMESPACE, "--overwrite"];
    await kubectl(...annotation, "understudy.dev/route-key=eve");
    await stack.up({ refresh: true });
    const [made] = await getObjects(
      "services",
      "-n",
      NAMESPACE,
      `--field-selector=metadata.name=${AGENT}`,
    );
    expect(made?.metadata).toMatchObject({ annotations: { "understudy.dev/route-key": "ann" } });
    await stack.destroy();
    const kinds = "statefulsets,services,serviceaccounts,networkpolicies,virtualservices";
    const left = await getObjects(kinds, "-n", NAMESPACE);
    expect(
      left.map(({ metadata: { name } }) => name).filter((name) => name.includes("laptop")),
    ).toEqual([]);
    expect(await ask(KEYED)).toBe("origin");
  });

  const keyOf = (name: string) => join(folder, `${name}.pem`);

  function intercept(name: string, more: string[] = [], until = "All others"): Promise<Command> {
    const { port } = local.address() as AddressInfo;
    const named = ["payments", "--port", String(port), "--key", "ann", "-n", NAMESPACE];
    const words = ["intercept", ...named, "--laptop-key", keyOf(name), ...more];
    return startCommand(words, kubeconfig, until === "" ? undefined : until);
  }

  /** Runs a command with all rights; resolves to what it has printed. */
  async function admin(...args: string[]): Promise<string> {
    const done = await startCommand([...args, "-n", NAMESPACE], process.env.KUBECONFIG ?? "");
    await done.ended;
    return done.output();
  }

  async function ask(headers: Record<string, string>): Promise<string> {
    const request = { url: `http://payments.${NAMESPACE}/`, method: "GET", headers };
    const [answer] = await client.send({ requests: [request], concurrency: 1, keepAlive: false });
    return answer?.body ?? "";
  }

  async function routesOf(): Promise<string> {
    return JSON.stringify(await getObjects("virtualservices", "-n", NAMESPACE));
  }

  function stackText(): string {
    return `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:router: { hosts: [payments.${NAMESPACE}] }
  understudy:laptops:
    - service: payments
      namespace: ${NAMESPACE}
      key: ann
      fingerprints: [${fingerprintOfKey(readKey(keyOf("ann")))}]
`;
  }
});

const metadata = { name: "payments", namespace: NAMESPACE };
const labels = { app: "payments" };
const origin = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: { "sidecar.istio.io/proxyCPU": "10m" } },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "app",
            image: "node:24-slim",
            command: [
              "node",
              "-e",
              'require("node:http").createServer((_, answer) => answer.end("origin")).listen(8080)',
            ],
            readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          },
        ],
      },
    },
  },
};
const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
};
/** The role of docs/rights-laptop.yaml for agents that stacks declare, in this namespace alone. */
const rights = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: Object(loadAll(readFileSync(join(ROOT, "docs/rights-laptop.yaml"), "utf8"))[5]).rules,
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "payments" },
      subjects: [{ kind: "ServiceAccount", name: ACCOUNT, namespace: NAMESPACE }],
    },
  ],
};
