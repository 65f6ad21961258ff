import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { liveCluster } from "../../src/controller/cluster/liveCluster.ts";
import { runHere } from "../cli/inProcess.ts";
import { HAS_REGISTRY, type RealRegistry, startRegistry, USER } from "../registry/realRegistry.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const NAMESPACE = "understudy-e2e-reconcile";
const MISTAKE = "understudy.dev/preview-drafts=yes";
const OF_KEY = ["-n", NAMESPACE, "-l", "understudy.dev/route-key=users-7"];
const KINDS = "deployments,services,destinationrules.networking.istio.io";

interface Found {
  kind: string;
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    generation?: number;
    annotations?: Record<string, string>;
    managedFields?: { manager?: string; operation?: string; subresource?: string }[];
  };
  spec: { template: { spec: { containers: { image: string }[] } } };
}

describe.runIf(inject("context") !== "" && HAS_REGISTRY)("preview reconcile", () => {
  const started = new Date().toISOString();
  const folder = mkdtempSync(join(tmpdir(), "understudy-reconcile-"));

  const users = { number: 7, state: "OPEN" };

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("create", "namespace", NAMESPACE);
    await kubectl("label", "namespace", NAMESPACE, "understudy.dev/previews=true");
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await removeNamespaces(NAMESPACE);
  });

  test("copies come, change and go with pull requests; a round without a change writes nothing; others' objects stay", async () => {
    const registry = await startRegistry("token");
    await registry.push("team/payments:pr-12-aaaaaaa");
    await registry.push("team/users:pr-7");
    await registry.push("team/payments:pr-13-aaaaaaa");
    await apply([
      pullSecret(registry),
      ...originOf("payments", registry, { image: "pr-{number}-{sha7}" }),
      ...originOf("users", registry, { image: "pr-{number}", key: "users-{number}" }),
      // Somebody's own, with a name as of a copy.
      serviceOf("payments-pr-13", "other"),
    ]);
    const before = await versions();

    writePulls({ number: 12, headRefOid: "a".repeat(40) });
    const dry = await reconcile(0, "--dry-run");
    expect(dry).toContain(`new Deployment ${NAMESPACE}/payments-pr-12\n+ apiVersion: apps/v1`);
    expect(await versions()).toEqual(before);

    expect(await states()).toEqual({ "payments-pr-12": "made", "users-users-7": "made" });
    const copy = await get("deployment", "payments-pr-12");
    const repository = `${registry.host}/team/payments`;
    expect(imageOf(copy)).toBe(`${repository}:pr-12-aaaaaaa@${registry.digest}`);
    expect((await get("service", "users-users-7")).metadata.annotations).toMatchObject({
      "understudy.dev/route-key": "users-7",
      "understudy.dev/route-origin": `users.${NAMESPACE}.svc.cluster.local`,
      "understudy.dev/copy-pull-request": "github.com/acme/users#7",
    });
    const managers = (copy.metadata.managedFields ?? []).filter(({ subresource }) => !subresource);
    expect(managers.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual([
      "understudy-controller Apply",
    ]);

    const made = await versions();
    expect(await states()).toEqual({ "payments-pr-12": "unchanged", "users-users-7": "unchanged" });
    expect(await versions()).toEqual(made);
    expect(await reconcile(0, "--dry-run")).toMatch(/^Nothing would change\./);

    writePulls({ number: 12, headRefOid: "b".repeat(40) });
    expect((await states())["payments-pr-12"]).toBe("waiting");
    // The copy remembers the push, and is otherwise as it was.
    const [remembers, name] = [await versions(), "Deployment/payments-pr-12"];
    expect({ ...remembers, [name]: made[name] }).toEqual(made);
    expect(remembers[name]).toContain(`"understudy.dev/copy-push":"${"b".repeat(40)} `);
    expect(imageOf(await get("deployment", "payments-pr-12"))).toContain(":pr-12-aaaaaaa@");
    expect((await states())["payments-pr-12"]).toBe("waiting");
    expect(await versions()).toEqual(remembers);
    await registry.push("team/payments:pr-12-bbbbbbb");
    const change = await reconcile(0, "--dry-run");
    expect(change).toContain(`-         - image: ${repository}:pr-12-aaaaaaa@`);
    expect(change).toContain(`+         - image: ${repository}:pr-12-bbbbbbb@`);
    expect((await states())["payments-pr-12"]).toBe("changed");
    expect(imageOf(await get("deployment", "payments-pr-12"))).toContain(":pr-12-bbbbbbb@");

    // A route leads to the copy: it stays until the route is gone.
    await apply([routeTo("payments", "payments-pr-12")]);
    writePulls({ number: 12, headRefOid: "b".repeat(40), state: "MERGED" });
    expect(await states()).toEqual({
      "payments-pr-12": "being deleted",
      "users-users-7": "unchanged",
    });
    await kubectl("delete", "virtualservice", "payments", "-n", NAMESPACE);
    expect((await states())["payments-pr-12"]).toBe("deleted");
    expect(await states()).toEqual({ "users-users-7": "unchanged" });
    expect(Object.keys(await versions())).toEqual([
      "Deployment/payments",
      "Deployment/users",
      "Deployment/users-users-7",
      "Service/payments",
      "Service/payments-pr-13",
      "Service/users",
      "Service/users-users-7",
    ]);

    writePulls({ number: 13 });
    const refused = JSON.parse(await reconcile(1, "--json"));
    const what = `Service ${NAMESPACE}/payments-pr-13 exists already, from somebody else`;
    expect(refused.copies[0]).toMatchObject({ state: "refused", reason: what });
    expect(await versions()).toMatchObject(before);
    expect((await explain(1, "pr-13")).objects).toBe(`failed: ${what}`);
  });

  test("an object that was removed or made anew since it was read is not written into", async () => {
    const cluster = liveCluster(await connect(inject("context")), [NAMESPACE]);
    const wanted = serviceOf("anew", "copy");
    const other = [
      {
        where: `Service ${NAMESPACE}/anew`,
        what: "stays as it is: since it was read, somebody has removed it, or made another one of its name",
        fix: "The next round looks at it again.",
      },
    ];
    expect(await cluster.apply(wanted, undefined)).toEqual([]);
    const { uid } = (await get("service", "anew")).metadata;
    expect(await cluster.apply(serviceOf("anew", "copy-2"), uid)).toEqual([]);
    await kubectl("delete", "service", "anew", "-n", NAMESPACE);
    expect(await cluster.apply(wanted, uid)).toEqual(other);
    expect(Object.keys(await versions())).not.toContain("Service/anew");
    await apply([serviceOf("anew", "theirs")]);
    const theirs = await get("service", "anew");
    expect(await cluster.apply(wanted, uid)).toEqual(other);
    expect((await cluster.apply(wanted, undefined)).map(({ where }) => where)).toEqual([
      `Service ${NAMESPACE}/anew`,
    ]);
    expect(await get("service", "anew")).toEqual(theirs);
  });

  test("a copy's routes come when a pod of it is ready, and go before it does; explain and list say so", async () => {
    const registry = await startRegistry("token");
    await registry.push("team/users:pr-7");
    const origin = originOf("users", registry, { image: "pr-{number}", key: "users-{number}" });
    await apply([pullSecret(registry), ...origin, routerOf("users")]);
    writePulls();
    expect(await reconcile(0)).toContain("no pod is ready, so its key has no routes yet");
    expect(await routeNames()).toEqual(["default"]);
    await expect.poll(() => kubectl("get", "pods", ...OF_KEY, "-o", "name")).not.toBe("");
    await kubectl("wait", "pod", ...OF_KEY, "--for=condition=PodScheduled=false", "--timeout=240s");
    expect(await explain(1, "users-7")).toMatchObject({
      objects:
        "done: Deployment users-users-7 and Service users-users-7, made by understudy-controller",
      pods: expect.stringMatching(/^failed: Pod users-users-7-\S+: no node takes it: /),
      endpoints: `waiting: Service ${NAMESPACE}/users-users-7 has no ready pod of the copy`,
      route: `waiting: VirtualService ${NAMESPACE}/users-router gets the route when a pod of the copy is ready`,
    });
    await apply([endpointOf("users-users-7")]);
    await reconcile(0);
    expect(await explain(0, "users-7")).toMatchObject({
      endpoints: `done: Service ${NAMESPACE}/users-users-7 has 1 ready pod of the copy`,
      route: `done: VirtualService ${NAMESPACE}/users-router leads requests for users.${NAMESPACE} with the key to it`,
    });
    const service = `users-users-7.${NAMESPACE}`;
    expect(await routeNames()).toEqual([`${service} default`, "users-7 default", "default"]);
    const composed = await versions();
    expect(await states()).toEqual({ "users-users-7": "unchanged" });
    expect(await versions()).toEqual(composed);

    await kubectl("annotate", "deployment", "payments", "-n", NAMESPACE, MISTAKE);
    const list = await understudy(0, "preview", "list", "--context", inject("context"), "--json");
    const own = JSON.parse(list.stdout).filter(
      ({ namespace }: { namespace: string }) => namespace === NAMESPACE,
    );
    const lifetime = new Date(Date.parse(started) + 72 * 3_600_000);
    expect(own).toMatchObject([
      {
        ...{ key: "users-7", deployment: "users-users-7", state: "in use" },
        ...{ stack: "understudy-controller", pullRequest: "github.com/acme/users#7" },
        expires: lifetime.toISOString().replace(/\.\d+/, ""),
      },
    ]);
    expect(list.stderr).toContain(
      `Deployment ${NAMESPACE}/payments: understudy.dev/preview-drafts: `,
    );
    await kubectl(
      "annotate",
      "deployment",
      "payments",
      "-n",
      NAMESPACE,
      `${MISTAKE.split("=")[0]}-`,
    );

    users.state = "CLOSED";
    writePulls();
    expect(await states()).toEqual({ "users-users-7": "deleted" });
    expect(await routeNames()).toEqual(["default"]);
    expect(Object.keys(await versions())).not.toContain("Service/users-users-7");
  });

  function writePulls(...ofPayments: object[]): void {
    const pull = {
      state: "OPEN",
      isDraft: false,
      isCrossRepository: false,
      headRefName: "feature",
      baseRefName: "main",
      headRefOid: "a".repeat(40),
      labels: [],
      body: "",
      url: "",
      updatedAt: started,
    };
    const repositories = [
      { repository: "acme/payments", isComplete: true, pullRequests: ofPayments },
      { repository: "acme/users", isComplete: true, pullRequests: [users] },
    ].map((one) => ({
      ...one,
      pullRequests: one.pullRequests.map((own) => ({ ...pull, ...own })),
    }));
    writeFileSync(join(folder, "pulls.json"), JSON.stringify({ repositories }));
  }

  /** Explains a key, and returns the state and the reason of each step of its first copy. */
  async function explain(code: number, key: string): Promise<Record<string, string>> {
    const from = ["--from", "pulls.json", "--namespaces", NAMESPACE, "--json"];
    const { stdout } = await understudy(code, "preview", "explain", key, ...from);
    const { copies }: { copies: { steps: Record<"step" | "state" | "reason", string>[] }[] } =
      JSON.parse(stdout);
    const [copy] = copies;
    return Object.fromEntries(
      (copy?.steps ?? []).map(({ step, state, reason }) => [step, `${state}: ${reason}`]),
    );
  }

  /** Does a round, and returns what it says of each copy. */
  async function states(): Promise<Record<string, string>> {
    const { copies }: { copies: { name: string; state: string }[] } = JSON.parse(
      await reconcile(0, "--json"),
    );
    return Object.fromEntries(
      copies.map(({ name, state }) => [name.replace(`${NAMESPACE}/`, ""), state]),
    );
  }

  /** Runs the command, and returns what it printed once it has ended with this exit code. */
  async function reconcile(code: number, ...args: string[]): Promise<string> {
    const from = ["--from", "pulls.json", "--namespaces", NAMESPACE];
    const { stdout, stderr } = await understudy(code, "preview", "reconcile", ...from, ...args);
    if (code === 0) expect(stderr).toBe("");
    return stdout;
  }

  async function understudy(code: number, ...args: string[]) {
    const call = runHere(folder, ...args);
    expect([await call.ended, call.stderr]).toEqual([code, call.stderr]);
    return call;
  }
});

async function apply(objects: object[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  const args = ["apply", "--server-side", "--validate=strict", "-f", "-"];
  await run("kubectl", args, { input: JSON.stringify(list) });
}

async function get(kind: string, name: string): Promise<Found> {
  const args = ["get", kind, name, "-n", NAMESPACE, "-o", "json", "--show-managed-fields"];
  return JSON.parse(await kubectl(...args));
}

/** The state of all objects. A Deployment's status is the cluster's own, and changes by itself. */
async function versions(): Promise<Record<string, string>> {
  const text = await kubectl("get", KINDS, "-n", NAMESPACE, "-o", "json");
  const { items }: { items: Found[] } = JSON.parse(text);
  const all = items.map(({ kind, metadata }): [string, string] => [
    `${kind}/${metadata.name}`,
    kind === "Deployment"
      ? `${metadata.generation} ${JSON.stringify({ ...metadata.annotations, "deployment.kubernetes.io/revision": "" })}`
      : metadata.resourceVersion,
  ]);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function imageOf({ spec }: Found): string | undefined {
  return spec.template.spec.containers[0]?.image;
}

function at(name: string, annotations: Record<string, string> = {}) {
  return { name, namespace: NAMESPACE, annotations };
}

/** A Deployment whose pods no node takes, and its Service. */
function originOf(
  name: string,
  { host }: RealRegistry,
  { image = "{sha}", key }: { image?: string; key?: string } = {},
): object[] {
  const labels = { app: name };
  const annotations = {
    "understudy.dev/github-repository": `https://github.com/acme/${name}`,
    "understudy.dev/preview-image": `${host}/team/${name}:${image}`,
    ...(key !== undefined && { "understudy.dev/preview-key": key }),
  };
  const spec = {
    nodeSelector: { "understudy.dev/no-such-node": "true" },
    imagePullSecrets: [{ name: "registry" }],
    containers: [{ name: "app", image: `${host}/team/${name}:1`, ports: [{ containerPort: 80 }] }],
  };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: at(name, annotations),
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec },
      },
    },
    serviceOf(name, name),
  ];
}

function serviceOf(name: string, app: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: at(name),
    spec: { selector: { app }, ports: [{ name: "http", port: 80 }] },
  };
}

function pullSecret({ host }: RealRegistry): object {
  const config = JSON.stringify({ auths: { [host]: USER } });
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/dockerconfigjson",
    metadata: at("registry"),
    stringData: { ".dockerconfigjson": config },
  };
}

/** A host that a stack routes. */
function routerOf(name: string): object {
  const declared = JSON.stringify({ keyHeader: "x-preview", base: [], entries: [] });
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: at(`${name}-router`, { "understudy.dev/route-declared": declared }),
    spec: {
      hosts: [`${name}.${NAMESPACE}.svc.cluster.local`],
      http: [{ name: "old", route: [{ destination: { host: name } }] }],
    },
  };
}

/** A pod that is ready, as far as the Service knows. */
function endpointOf(service: string): object {
  const labels = { "kubernetes.io/service-name": service };
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...at(service), labels },
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.7"], conditions: { ready: true } }],
    ports: [{ name: "http", port: 80 }],
  };
}

async function routeNames(): Promise<string[]> {
  const args = ["get", "virtualservice", "users-router", "-n", NAMESPACE, "-o", "json"];
  const { spec }: { spec: { http?: { name: string }[] } } = JSON.parse(await kubectl(...args));
  return (spec.http ?? []).map(({ name }) => name);
}

function routeTo(host: string, service: string): object {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: at(host),
    spec: { hosts: [host], http: [{ route: [{ destination: { host: service } }] }] },
  };
}
