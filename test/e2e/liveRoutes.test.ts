import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { composeHosts } from "../../src/cluster/live/composeHosts.ts";
import { createAt, deletePath } from "../../src/cluster/request.ts";
import { stackOf } from "./engineDeployer.ts";
import { removeNamespaces } from "./leftovers.ts";
import { ROOT } from "./project.ts";
import { kubectl, run } from "./run.ts";

const context = inject("context");
const engine = inject("engine");

const SHOP = "understudy-e2e-live";
const PAYMENTS = `payments.${SHOP}.svc.cluster.local`;
const USERS = `users.${SHOP}.svc.cluster.local`;

const HEAD = `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
`;
const owner = (timeout: string) => `${HEAD}  understudy:router:
    hosts:
      - host: payments.${SHOP}
        base: [{ name: all, timeout: ${timeout}, route: [{ destination: { host: payments } }] }]
        entries: [{ key: ann, to: payments-ann.${SHOP} }]
`;
const guest = (key: string) => `${HEAD}  understudy:previews:
    - { service: payments, namespace: ${SHOP}, key: ${key} }
`;

describe.runIf(engine !== "")("a host's routes are composed by whoever changes its entries", () => {
  let folder: string;
  let shared: Stack;
  let preview: Stack;

  beforeAll(async () => {
    await removeNamespaces(SHOP);
    await kubectl("create", "namespace", SHOP);
    await apply(origin("payments"), origin("users"), deployment(), foreign());
    folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    shared = await stackWith("shared", owner("2s"));
    preview = await stackWith("guest", guest("pr-1"));
    await shared.up();
  });

  afterAll(async () => {
    await Promise.all([preview.destroy(), shared.destroy()]);
    await removeNamespaces(SHOP);
    rmSync(folder, { recursive: true });
  });

  test("an entry counts when the `up` that makes it has ended, without the owner's", async () => {
    expect(await keys()).toEqual(["ann"]);
    await preview.up();
    expect(await keys()).toEqual(["ann", "pr-1"]);
  });

  test("the owner's next `up` and `refresh` show no change, and conflict with nobody", async () => {
    await shared.up({ expectNoChanges: true });
    await shared.refresh({ expectNoChanges: true });
    expect(await keys()).toEqual(["ann", "pr-1"]);
  });

  test("a change of the owner's base keeps the entries of others", async () => {
    write("shared", owner("3s"));
    await shared.up();
    expect(await keys()).toEqual(["ann", "pr-1"]);
    expect(new Set((await routes()).map(({ timeout }) => timeout))).toEqual(new Set(["3s"]));
  });

  test("what kubectl changed by hand is put right by the next `up`", async () => {
    const http = [{ route: [{ destination: { host: "elsewhere" } }] }];
    await patchRouter({ spec: { http } });
    await shared.up({ refresh: true });
    expect(await keys()).toEqual(["ann", "pr-1"]);
  });

  test("a preview that its stack no longer has ends before its Service does", async () => {
    write("guest", guest("pr-2"));
    const service = `${SHOP}/payments-pr-1`;
    const events: string[] = [];
    await preview.up({
      onEvent({ resourcePreEvent, diagnosticEvent }) {
        const { op, type = "" } = resourcePreEvent?.metadata ?? {};
        if (op === "delete" && type.endsWith(":Service")) events.push("deletes");
        if (diagnosticEvent?.message.includes(`Service ${service}`)) events.push("waits");
      },
    });
    expect(events).toEqual(["waits", "deletes"]);
    expect(await keys()).toEqual(["ann", "pr-2"]);
  });

  test("fifty writers at once lose no entry, and no entry that has gone comes back", async () => {
    const all = Array.from({ length: 50 }, (_, n) => `w-${n}`);
    await race(all.map((key) => () => make(key)));
    expect(await keys()).toEqual(["ann", "pr-2", ...all.toSorted()]);
    const gone = all.filter((_, n) => n % 2 === 0);
    const added = gone.map((key) => `x${key}`);
    await race([...added.map((key) => () => make(key)), ...gone.map((key) => () => remove(key))]);
    const kept = all.filter((key) => !gone.includes(key));
    expect(await keys()).toEqual(["ann", "pr-2", ...[...kept, ...added].toSorted()]);
    await shared.up({ expectNoChanges: true });
  });

  test("routes have one field manager beside Pulumi's, and what is right is not written again", async () => {
    const before = await router();
    const fields = before.metadata.managedFields.filter(
      ({ fieldsV1 }) => fieldsV1["f:spec"]?.["f:http"],
    );
    expect(fields.map(({ manager }) => manager)).toEqual(["understudy"]);
    expect((await compose()).written).toEqual([]);
    expect((await router()).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  test("a Service with Mercari's annotation is reached by its name alone", async () => {
    await apply(
      endpoint("payments-copy"),
      service("payments-copy", { "mercari.com/service-router-origin-service": "payments" }),
    );
    await compose();
    const names = (await routes()).map(({ name }) => name);
    expect(names.filter((name) => name.includes("copy"))).toEqual([`payments-copy.${SHOP} all`]);
  });

  test("a mistake holds up nobody else, and is told", async () => {
    const second = { ...annotations("w-1"), "understudy.dev/route-origin": `payments.${SHOP}` };
    await apply(
      service("payments-second", second),
      service("payments-bad", annotations("NO KEY")),
      copy("new"),
      endpoint("payments-new"),
    );
    const { problems } = await compose();
    expect(problems.map(({ where }) => where).toSorted()).toEqual([
      `Service ${SHOP}/payments-bad: understudy.dev/route-key`,
      `Service ${SHOP}/payments-second`,
    ]);
    const to = (await routes())
      .filter(({ name }) => /^(w-1|new) /.test(name))
      .map(({ route }) => route[0]?.destination.host);
    expect(to).toEqual(["new", "w-1"].map((key) => `payments-${key}.${SHOP}.svc.cluster.local`));
  });

  test("before the owner is destroyed, a command says whose entries end", async () => {
    const args = ["router", "entries", "--stack", "shared", "--json"];
    const entries: { key?: string; stack?: string }[] = JSON.parse(
      await run(process.execPath, [join(ROOT, "cli/understudy.js"), ...args], { cwd: folder }),
    );
    const told = entries.filter(({ key }) => key === "pr-2" || key === "new");
    expect(told).toEqual([
      {
        host: `payments.${SHOP}`,
        key: "pr-2",
        service: `${SHOP}/payments-pr-2`,
        state: "routed",
        stack: "organization/understudy/guest",
      },
      { host: `payments.${SHOP}`, key: "new", service: `${SHOP}/payments-new`, state: "routed" },
    ]);
  });

  test("a VirtualService of nobody's stack stays as it is, with the reason", async () => {
    const version = () =>
      kubectl(
        "get",
        "virtualservice",
        "team",
        "-n",
        SHOP,
        "-o",
        "jsonpath={.metadata.resourceVersion}",
      );
    const before = await version();
    await apply(service("users-pr-1", annotations("pr-1", "users")));
    const { untouched, hosts } = await compose(USERS);
    expect([hosts, untouched]).toEqual([
      [],
      [
        {
          where: `VirtualService ${SHOP}/team`,
          what: `stays as it is: it routes users.${SHOP}, and is nobody's stack`,
          fix: `Annotate it with understudy.dev/take-over: "true", so that keys are added to its routes while there are some; or move its http routes to the base of users.${SHOP} in understudy:router of a stack, and remove it.`,
        },
      ],
    ]);
    expect(await version()).toBe(before);
  });

  test("one that is taken over beside an older one of the host gives keys no routes, and that is told", async () => {
    const annotations = { "understudy.dev/take-over": "true" };
    await apply({ ...foreign(), metadata: { name: "newer", namespace: SHOP, annotations } });
    expect((await compose(USERS)).untouched).toMatchObject([
      {
        where: `VirtualService ${SHOP}/team`,
        what: `routes users.${SHOP} too and is older than ${SHOP}/newer, so that Istio uses it alone, and requests with keys are answered like all others`,
      },
    ]);
    await kubectl("delete", "virtualservice", "newer", "-n", SHOP);
  });

  test("one that its team lets be taken over has keys until it is released, and is then as it was", async () => {
    const team = ["virtualservice", "team", "-n", SHOP];
    const found = async () => {
      const args = ["get", ...team, "-o", "json", "--show-managed-fields"];
      const { metadata, spec } = JSON.parse(await kubectl(...args));
      const { annotations, labels, managedFields }: Router["metadata"] = metadata;
      const fields = managedFields.map(({ manager, fieldsV1 }) => ({ manager, fieldsV1 }));
      return { annotations, labels, fields, spec };
    };
    await kubectl("annotate", ...team, "understudy.dev/take-over=true");
    await apply(endpoint("users-pr-1"));
    const before = await found();
    const { untouched, written } = await compose(USERS);
    expect([untouched, written]).toEqual([[], [`${SHOP}/team`]]);
    const names = (await found()).spec.http.map(({ name = "its own" }) => name);
    expect(names).toEqual([`users-pr-1.${SHOP} default`, "pr-1 default", "its own"]);
    expect((await compose(USERS)).written).toEqual([]);
    // The team applies its file anew, without force, and its routes are the base again.
    await apply(foreign());
    expect((await found()).spec.http).toEqual(before.spec.http);
    expect((await compose(USERS)).written).toEqual([`${SHOP}/team`]);
    const args = ["router", "release", "--namespaces", SHOP];
    const told = await run(process.execPath, [join(ROOT, "cli/understudy.js"), ...args]);
    expect(told).toBe(`VirtualService ${SHOP}/team has its own routes again.\n`);
    expect(await found()).toEqual(before);
  });

  function write(stack: string, text: string): void {
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), text);
  }

  async function stackWith(stack: string, text: string): Promise<Stack> {
    write(stack, text);
    return stackOf({ folder, stack }, engine);
  }
});

interface Router {
  metadata: {
    resourceVersion: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
    managedFields: { manager: string; fieldsV1: Record<string, Record<string, unknown>> }[];
  };
  spec: { http: { name: string; timeout: string; route: { destination: { host: string } }[] }[] };
}

async function router(): Promise<Router> {
  const args = ["get", "virtualservice", "payments-router", "-n", SHOP, "-o", "json"];
  return JSON.parse(await kubectl(...args, "--show-managed-fields"));
}

async function routes(): Promise<Router["spec"]["http"]> {
  return (await router()).spec.http;
}

/** The keys that have a route, in the order of the routes. */
async function keys(): Promise<string[]> {
  return (await routes()).flatMap(({ name }) => /^([a-z0-9-]+) all$/.exec(name)?.[1] ?? []);
}

async function patchRouter(change: object): Promise<void> {
  const name = ["virtualservice", "payments-router", "-n", SHOP];
  await kubectl("patch", ...name, "--type=merge", "-p", JSON.stringify(change));
}

async function compose(host: unknown = PAYMENTS) {
  return composeHosts(await connect(context), [host === USERS ? USERS : PAYMENTS]);
}

/**
 * Has each writer make its change and compose the host, all at once. The first ten of them are slow: what they are about to
 * write is from before all others began, who have ended when it arrives.
 */
async function race(changes: (() => Promise<void>)[]): Promise<void> {
  const { promise: othersEnded, resolve: release } = Promise.withResolvers<void>();
  const slow = changes.slice(0, 10).map(async (change) => {
    await change();
    const writes = Promise.withResolvers<void>();
    const kubeConfig = await connect(context);
    const authenticate = kubeConfig.applySecurityAuthentication.bind(kubeConfig);
    kubeConfig.applySecurityAuthentication = async (request) => {
      if ("getHttpMethod" in request && request.getHttpMethod() === "PATCH") {
        writes.resolve();
        await othersEnded;
      }
      return authenticate(request);
    };
    return { writes: writes.promise, ended: composeHosts(kubeConfig, [PAYMENTS]) };
  });
  const held = await Promise.all(slow);
  await Promise.all(held.map(({ writes }) => writes));
  await Promise.all(changes.slice(10).map((change) => change().then(compose)));
  release();
  await Promise.all(held.map(({ ended }) => ended));
}

/** Without kubectl, whose start takes longer than the write. */
async function make(key: string): Promise<void> {
  const kubeConfig = await connect(context);
  const namespace = `namespaces/${SHOP}`;
  for (const [path, object] of [
    [`/apis/discovery.k8s.io/v1/${namespace}/endpointslices`, endpoint(`payments-${key}`)],
    [`/api/v1/${namespace}/services`, copy(key)],
  ] as const) {
    expect((await createAt(kubeConfig, path, object)).status).toBe(201);
  }
}

async function remove(key: string): Promise<void> {
  const path = `/api/v1/namespaces/${SHOP}/services/payments-${key}`;
  expect((await deletePath(await connect(context), path)).status).toBe(200);
}

function annotations(key: string, name = "payments"): Record<string, string> {
  return { "understudy.dev/route-origin": name, "understudy.dev/route-key": key };
}

function copy(key: string) {
  return service(`payments-${key}`, annotations(key));
}

function service(name: string, annotations: Record<string, string>) {
  const metadata = { name, namespace: SHOP, annotations };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { ports: [{ name: "http", port: 80 }] },
  };
}

/** A pod that is ready, as far as the Service knows. */
function endpoint(name: string) {
  const labels = { "kubernetes.io/service-name": name };
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name, namespace: SHOP, labels },
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.7"], conditions: { ready: true } }],
  };
}

function origin(name: string) {
  const spec = { selector: { app: name }, ports: [{ name: "http", port: 80 }] };
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: SHOP }, spec };
}

function deployment() {
  const labels = { app: "payments" };
  const containers = [{ name: "app", image: "node:24-slim", command: ["sleep", "infinity"] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "payments", namespace: SHOP },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers } },
    },
  };
}

/** A team's own, made by hand. */
function foreign() {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "team", namespace: SHOP },
    spec: { hosts: ["users"], http: [{ route: [{ destination: { host: "users" } }] }] },
  };
}

async function apply(...objects: object[]): Promise<void> {
  const items = { apiVersion: "v1", kind: "List", items: objects };
  await run("kubectl", ["apply", "--server-side", "-f", "-"], { input: JSON.stringify(items) });
}
