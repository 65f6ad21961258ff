import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { PreviewConfig } from "../../src/campaign/routingConfig.ts";
import type { Origin } from "../../src/emit/preview/origin.ts";
import { previewObjects } from "../../src/emit/preview/previewObjects.ts";
import { routerVirtualService } from "../../src/emit/routes/routerVirtualService.ts";
import { removeNamespaces } from "./leftovers.ts";
import { NAMESPACE, ORIGIN_OBJECTS, TEAM_RULE, TWICE } from "./previewOrigin.ts";
import { getObjects, kubectl, run } from "./run.ts";

const APPLY = ["apply", "--server-side", "--validate=strict", "-f", "-"];
/** Everything that a preview may leave. */
const KINDS =
  "deployments,replicasets,pods,services,endpointslices,jobs,horizontalpodautoscalers,poddisruptionbudgets";

const CONFIG: PreviewConfig = {
  key: "pr-12",
  service: "payments",
  namespace: NAMESPACE,
  deployment: "payments",
  suffix: "pr-12",
  routeTo: "service",
  // The same image by another name.
  image: "docker.io/library/node:24-slim",
  env: { GREETING: "copy", SECRET: null },
  replicas: 1,
  resources: { limits: { cpu: "200m", memory: "128Mi" }, requests: { cpu: "10m" } },
  configMaps: { program: "program-pr-12" },
  secrets: {},
  expires: "2126-11-27T10:00:00Z",
  group: "checkout",
  setup: {
    // Fails unless it is as the copy: its variables, the ConfigMap that takes the origin's place, no place as endpoint.
    command: ["node", "/program/setup.mjs"],
    env: { DATABASE: "shop_pr_12" },
    timeout: "2m",
  },
};

describe.runIf(inject("context") !== "")("a preview replica beside its origin", () => {
  let origin: Origin;
  let before: Awaited<ReturnType<typeof observe>>;

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("create", "namespace", NAMESPACE);
    await apply(ORIGIN_OBJECTS);
    await available("payments");
    // As a tool would have brought it there, with a restart by hand.
    await kubectl(
      "annotate",
      "deployment/payments",
      "-n",
      NAMESPACE,
      "meta.helm.sh/release-name=x",
    );
    await counted(2);
    origin = await readOrigin();
    before = await observe();
  });

  afterAll(() => removeNamespaces(NAMESPACE));

  test("its setup has to succeed first, and finds itself in the copy's environment", async () => {
    const { setupJob } = previewObjects(origin, CONFIG, "e2e");
    await apply([setupJob]);
    const job = `job/${setupJob?.metadata?.name}`;
    await kubectl("wait", "--for=condition=Complete", job, "-n", NAMESPACE, "--timeout=240s");
    expect(await kubectl("logs", job, "-n", NAMESPACE)).toBe("shop_pr_12 copy undefined\n");
    expect(await observe()).toEqual(before);
  });

  test("comes up with its changes; both answer by name, and nothing of the origin's has changed", async () => {
    const { deployment, service } = previewObjects(origin, CONFIG, "e2e");
    await apply([deployment, service]);
    await available("payments-pr-12");
    // The node's proxy hears of the copy by itself.
    await vi.waitFor(
      async () =>
        expect(await greetings("payments", "payments-pr-12")).toEqual([
          { greeting: "origin", secret: "s3cret", program: "origin" },
          { greeting: "copy", program: "copy" },
        ]),
      { timeout: 240_000, interval: 500 },
    );
    const [pod] = await podsOf("understudy.dev/replica=payments-pr-12");
    expect(pod?.spec?.containers[0]?.image).toBe("docker.io/library/node:24-slim");
    expect(pod?.spec?.containers[0]?.resources).toEqual({
      limits: { cpu: "200m", memory: "128Mi" },
      requests: { cpu: "10m", memory: "128Mi" },
    });
    expect(await observe()).toEqual(before);
  });

  test("a second look at the cluster, with the copy in it, makes the same copy", async () => {
    expect(previewObjects(await readOrigin(), CONFIG, "e2e")).toEqual(
      previewObjects(origin, CONFIG, "e2e"),
    );
  });

  test("is found by its labels, and gone without a trace when it is deleted by them", async () => {
    const label = "understudy.dev/expires=21261127T100000Z";
    const found = await getObjects(KINDS, "-n", NAMESPACE, "-l", label);
    expect(found.map(({ kind }) => kind).sort()).toEqual([
      "Deployment",
      "EndpointSlice",
      "Job",
      "Service",
    ]);
    await kubectl(
      ...["delete", "deployments,services,jobs", "-n", NAMESPACE, "-l", label],
      ...["--cascade=foreground", "--timeout=240s"],
    );
    const left = await getObjects(KINDS, "-n", NAMESPACE);
    expect(left.filter(({ metadata: { name } }) => name.includes("pr-12"))).toEqual([]);
    expect(await observe()).toEqual(before);
  });

  test("server-side apply takes the copy of an origin that has keys of its lists twice", async () => {
    const [deployment, service] = TWICE;
    await run("kubectl", ["create", "-f", "-"], { input: JSON.stringify(listOf(TWICE)) });
    const config = { ...CONFIG, service: "twice", deployment: "twice", env: {}, configMaps: {} };
    const get = async (kind: string) =>
      JSON.parse(await kubectl("get", kind, "twice", "-n", NAMESPACE, "-o", "json"));
    const twice = { ...origin, deployment: await get("deployment"), service: await get("service") };
    const copy = previewObjects(twice, config, "e2e");
    expect(copy.service?.spec?.ports?.map(({ targetPort }) => targetPort)).toEqual(["http", 8080]);
    const objects = [copy.setupJob, copy.deployment, copy.service];
    await run("kubectl", [...APPLY, "--dry-run=server"], {
      input: JSON.stringify(listOf(objects)),
    });
    for (const { kind } of [deployment, service])
      await kubectl("delete", kind, "twice", "-n", NAMESPACE);
  });

  test("by subset the origin's Service has its pods, and autoscaler and budget do not count them", async () => {
    const { deployment } = previewObjects(origin, { ...CONFIG, routeTo: "subset" }, "e2e");
    await apply([deployment]);
    await available("payments-pr-12");
    const [pod] = await podsOf("understudy.dev/replica=payments-pr-12");
    const all = [...before.addresses, pod?.status?.podIP].sort();
    await expect.poll(async () => (await observe()).addresses).toEqual(all);
    const now = await observe();
    expect({ ...now, addresses: before.addresses }).toEqual(before);
    await kubectl("delete", "deployment/payments-pr-12", "-n", NAMESPACE, "--cascade=foreground");
  });

  test("the API server, with Istio's own schemas and rules, takes what leads requests to it", async ({
    skip,
  }) => {
    const crds = await getObjects("customresourcedefinitions");
    const names = crds.map(({ metadata }) => metadata.name);
    if (!names.includes("virtualservices.networking.istio.io")) skip("the cluster has no Istio");
    const replicas = (["service", "subset"] as const).map((routeTo) =>
      previewObjects(origin, { ...CONFIG, routeTo, key: routeTo, suffix: routeTo }, "e2e"),
    );
    const entries = replicas.map(({ entry }) => entry);
    const { virtualService, warnings } = routerVirtualService(
      {
        host: `payments.${NAMESPACE}.svc.cluster.local`,
        keyHeader: "x-preview",
        base: [{ route: [{ destination: { host: "payments", subset: "stable" } }] }],
        entries,
        substitutions: [],
      },
      "e2e",
    );
    const rules = replicas.flatMap(({ destinationRule }) => destinationRule ?? []);
    expect(rules.length).toBe(1);
    expect(warnings).toEqual([]);
    await apply([TEAM_RULE, ...rules, virtualService]);
  });
});

async function apply(objects: unknown[]): Promise<void> {
  await run("kubectl", APPLY, { input: JSON.stringify(listOf(objects)) });
}

function listOf(items: readonly unknown[]) {
  return { apiVersion: "v1", kind: "List", items };
}

async function available(deployment: string): Promise<void> {
  const rollout = ["rollout", "status", `deployment/${deployment}`, "-n", NAMESPACE];
  await kubectl(...rollout, "--timeout=240s");
}

/** Waits until the budget and the autoscaler know the origin's pods. */
async function counted(pods: number): Promise<void> {
  const wait = (path: string, object: string) =>
    kubectl("wait", `--for=jsonpath={${path}}=${pods}`, object, "-n", NAMESPACE, "--timeout=240s");
  await wait(".status.currentHealthy", "pdb/payments");
  await wait(".status.currentReplicas", "hpa/payments");
}

async function readOrigin(): Promise<Origin> {
  const get = async (...what: string[]) =>
    JSON.parse(await kubectl("get", ...what, "-n", NAMESPACE, "-o", "json"));
  const deployment: Deployment = await get("deployment", "payments");
  const service: Service = await get("service", "payments");
  const { items: services }: { items: Service[] } = await get("services");
  return { deployment, service, services, destinationRules: [TEAM_RULE] };
}

/** What others see of the origin: its Service's endpoints, and the pods that autoscaler and budget count. */
async function observe() {
  const raw = async (path: string) => JSON.parse(await kubectl("get", "--raw", path));
  const space = `namespaces/${NAMESPACE}`;
  const slices = await raw(
    `/apis/discovery.k8s.io/v1/${space}/endpointslices?labelSelector=kubernetes.io/service-name%3Dpayments`,
  );
  const scale = await raw(`/apis/apps/v1/${space}/deployments/payments/scale`);
  const budget = await raw(`/apis/policy/v1/${space}/poddisruptionbudgets/payments`);
  const selector = Object.entries(budget.spec.selector.matchLabels).map((pair) => pair.join("="));
  const { metadata } = await raw(`/apis/apps/v1/${space}/deployments/payments`);
  return {
    addresses: slices.items
      .flatMap((slice: { endpoints: { addresses: string[] }[] }) => slice.endpoints)
      .flatMap(({ addresses }: { addresses: string[] }) => addresses)
      .sort(),
    scaled: (await podsOf(scale.status.selector)).map(({ metadata }) => metadata?.uid),
    kept: (await podsOf(selector.join(","))).map(({ metadata }) => metadata?.uid),
    healthy: budget.status.currentHealthy,
    generation: metadata.generation,
  };
}

interface ClusterPod {
  metadata?: { name?: string; uid?: string };
  spec?: { containers: { image?: string; resources?: unknown }[] };
  status?: { podIP?: string };
}

async function podsOf(selector: string): Promise<ClusterPod[]> {
  const get = [
    "get",
    "pods",
    "-n",
    NAMESPACE,
    "-l",
    selector,
    "-o",
    "json",
    "--sort-by={.metadata.uid}",
  ];
  return JSON.parse(await kubectl(...get)).items;
}

/** What each Service answers, asked by its name from a pod of the origin. */
async function greetings(...services: string[]): Promise<unknown[]> {
  const urls = JSON.stringify(services.map((name) => `http://${name}.${NAMESPACE}/`));
  const script = `Promise.all(${urls}.map(async (url) => (await fetch(url)).json())).then((all) => console.log(JSON.stringify(all)))`;
  const exec = ["exec", "deployment/payments", "-n", NAMESPACE, "--", "node", "-e", script];
  return JSON.parse(await kubectl(...exec));
}
