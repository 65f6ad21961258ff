import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod, Service } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/controller/decide.ts";
import { planRound } from "../../src/controller/round.ts";
import type { World } from "../../src/controller/world.ts";
import { explain } from "../../src/explain/explain.ts";
import { NO_FORGE } from "../../src/explain/noForge.ts";
import type { FoundVirtualService, Seen, SeenNamespace } from "../../src/explain/seen.ts";
import type { Explanation, Step } from "../../src/explain/step.ts";
import { subjectsOf } from "../../src/explain/subjects.ts";
import { FakeWorld } from "../controller/fakeWorld.ts";
import { deploymentOf, HOUR, NOW, pullOf, serviceOf, shaOf } from "../controller/fixture.ts";

const COPY = "payments-pr-12";
const TEMPLATE = "registry.example.com/payments:pr-{number}-{sha7}";

/** A namespace with an annotated Deployment, whose pull request 12 is open. */
function worldWith(annotations: Record<string, string> = {}): FakeWorld {
  const world = new FakeWorld();
  const image = { "understudy.dev/preview-image": TEMPLATE };
  world.add(deploymentOf("payments", { ...image, ...annotations }), serviceOf("payments"));
  world.pulls = [pullOf(12)];
  return world;
}

const slice = (service: string, pods: string[], ready = true) => ({
  metadata: { labels: { "kubernetes.io/service-name": service } },
  endpoints: pods.map((name) => ({ conditions: { ready }, targetRef: { name } })),
});

/** A VirtualService of `payments.shop` that leads to a Service, and its stack if it has one. */
function routing(service: string, stack?: string): FoundVirtualService {
  return {
    ...{ apiVersion: "networking.istio.io/v1", kind: "VirtualService" },
    metadata: {
      ...{ uid: "1", resourceVersion: "1", name: "payments-router", namespace: "shop" },
      ...(stack !== undefined && {
        labels: { "understudy.dev/stack": stack },
        annotations: {
          "understudy.dev/stack": `example/shop/${stack}`,
          "understudy.dev/route-declared": "{}",
        },
      }),
    },
    spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: service } }] }] },
  };
}

const PRESENT: SeenNamespace = {
  pods: [],
  warnings: [],
  slices: [slice(COPY, ["payments-pr-12-a"])],
};

interface Looked extends Partial<SeenNamespace> {
  virtualServices?: Seen["virtualServices"];
  withoutForge?: boolean;
}

/** Explains a key; what is not given lies in the cluster as it should. */
async function explained(world: FakeWorld, key: string, look: Looked = {}): Promise<Explanation[]> {
  const { withoutForge, virtualServices = [routing(COPY, "stg")], ...there } = look;
  const limits = { all: 50, namespace: 20 };
  const { now, cluster, settle } = world;
  const forge = withoutForge ? NO_FORGE : world.forge;
  const lookUp: World["lookUp"] = (reference, origin) => world.lookUp(reference, origin);
  const options = { limits, confirmDeletes: false };
  const { known } = await planRound({ now, cluster, settle, forge, lookUp }, options);
  const seen = { virtualServices, namespaces: new Map([["shop", { ...PRESENT, ...there }]]) };
  const read = { key, known, plan: decide(known), seen };
  return subjectsOf(key, known).map((subject) => explain(subject, read));
}

/** Returns the steps as `<state> <step>: <reason>`. */
async function steps(world: FakeWorld, look: Looked = {}): Promise<string[]> {
  const [first] = await explained(world, "pr-12", look);
  return (first?.steps ?? []).map(textOf);
}

function textOf({ step, state, reason }: Step): string {
  return `${state} ${step}: ${reason}`;
}

/** Returns the step of this name. */
async function step(name: Step["step"], world: FakeWorld, look: Looked = {}) {
  const [first] = await explained(world, "pr-12", look);
  return first?.steps.find((one) => one.step === name);
}

function copyIn(world: FakeWorld, name = COPY): Deployment {
  return world.objects.get(`Deployment shop/${name}`) as Deployment;
}

/** A copy whose only pod is ready. */
async function runningCopy(annotations: Record<string, string> = {}): Promise<FakeWorld> {
  const world = worldWith(annotations);
  await world.round();
  const copy = copyIn(world);
  copy.status = {
    ...{ replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
    conditions: [{ type: "Available", status: "True", lastTransitionTime: "2026-11-27T13:30:00Z" }],
  };
  return world;
}

describe("requests with a key", () => {
  test("reach a copy if all steps are done", async () => {
    const world = await runningCopy();
    Object.assign(copyIn(world).metadata ?? {}, {
      creationTimestamp: "2026-11-27T13:29:00Z",
      managedFields: [{ manager: "understudy-controller" }],
    });
    const [only, ...others] = await explained(world, "pr-12");
    const digest = /sha256:\w+/.exec(JSON.stringify(copyIn(world)))?.[0];
    expect([others, only]).toEqual([
      [],
      {
        name: "shop/payments-pr-12",
        madeFor: "github.com/acme/payments#12",
        isReached: true,
        steps: [
          { step: "namespace", state: "done", reason: "copies may be made in shop" },
          {
            step: "origin",
            state: "done",
            reason:
              "Deployment shop/payments asks for copies of github.com/acme/payments, for requests to its Service payments",
          },
          {
            step: "repository",
            state: "done",
            reason: "github.com/acme/payments has 1 open pull request",
          },
          {
            step: "pull request",
            state: "done",
            time: "2026-11-27T13:00:00Z",
            reason:
              "github.com/acme/payments#12 is open at commit aaaaaaa; its copy may live until 2026-11-30T13:00:00Z",
          },
          {
            step: "image",
            state: "done",
            reason: `found: registry.example.com/payments:pr-12-aaaaaaa@${digest}`,
          },
          {
            step: "objects",
            state: "done",
            time: "2026-11-27T13:29:00Z",
            reason:
              "Deployment payments-pr-12 and Service payments-pr-12, made by understudy-controller",
          },
          {
            step: "pods",
            state: "done",
            time: "2026-11-27T13:30:00Z",
            reason: "1 of 1 pods are ready",
          },
          {
            step: "endpoints",
            state: "done",
            reason: "Service shop/payments-pr-12 has 1 ready pod of the copy",
          },
          {
            step: "route",
            state: "done",
            reason:
              "VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it",
          },
        ],
      },
    ]);
  });

  test("do not reach one whose Service has no ready pod, or that no route leads to", async () => {
    const world = await runningCopy();
    const reached = async (look: Looked) => (await explained(world, "pr-12", look))[0]?.isReached;
    expect(await reached({})).toBe(true);
    expect(await reached({ slices: [slice(COPY, ["a"], false)] })).toBe(false);
    expect(await reached({ slices: [slice("payments", ["a"])] })).toBe(false);
    expect(await reached({ virtualServices: [routing("payments", "stg")] })).toBe(false);
  });

  test("reach the older image while the newer one is awaited", async () => {
    const world = await runningCopy();
    world.pulls = [pullOf(12, { sha: shaOf("b") })];
    world.imageOf = () => ({ state: "absent" });
    const [only] = await explained(world, "pr-12");
    const image = only?.steps.find((one) => one.step === "image");
    expect([only?.isReached, image?.state, image?.time]).toEqual([
      true,
      "waiting",
      "2026-11-27T13:00:00Z",
    ]);
    expect(image?.reason).toMatch(
      /^waiting for the image registry.example.com\/payments:pr-12-bbbbbbb since 2026-11-27T13:00:00Z; until then the copy has .*:pr-12-aaaaaaa@sha256:\w+ of commit aaaaaaa$/,
    );
  });
});

describe("before there is a copy,", () => {
  const REST = [
    'waiting image: comes after the step "pull request"',
    'waiting objects: comes after the step "image"',
    'waiting pods: comes after the step "objects"',
    'waiting endpoints: comes after the step "objects"',
    'waiting route: comes after the step "objects"',
  ];

  test.each<[string, Record<string, string>, Parameters<typeof pullOf>[1], string]>([
    ["a draft", {}, { isDraft: true }, "it is a draft"],
    ["from a fork", {}, { isFork: true }, "it is from a fork"],
    [
      "without its label",
      { "understudy.dev/preview-label": "qa" },
      {},
      "it does not have the label qa",
    ],
    [
      "for another branch",
      { "understudy.dev/preview-base": "main" },
      { baseBranch: "next" },
      "it is not for the branch main",
    ],
    [
      "older than its lifetime",
      { "understudy.dev/preview-lifetime": "30m" },
      {},
      "its lifetime is over since 2026-11-27T13:30:00Z",
    ],
  ])("a pull request %s gets none, and the step says so", async (_, annotations, pull, reason) => {
    const world = worldWith(annotations);
    world.pulls = [pullOf(12, pull)];
    expect((await steps(world)).slice(3)).toEqual([
      `failed pull request: github.com/acme/payments#12: ${reason}`,
      ...REST,
    ]);
  });

  test("a pull request that is closed is not open", async () => {
    const world = worldWith();
    world.pulls = [];
    expect((await steps(world)).slice(2)).toEqual([
      "done repository: github.com/acme/payments has 0 open pull requests",
      "failed pull request: github.com/acme/payments#12 is not open",
      ...REST,
    ]);
  });

  test("two pull requests that would share the key are both told", async () => {
    const world = worldWith();
    world.add(deploymentOf("users"), serviceOf("users"));
    world.pulls.push(pullOf(12, { repository: "github.com/acme/users" }));
    const all = await explained(world, "pr-12");
    expect(all.map(({ name, steps }) => [name, steps[3]?.state])).toEqual([
      ["shop/payments-pr-12", "failed"],
      ["shop/users-pr-12", "failed"],
    ]);
    expect(all[0]?.steps[3]?.reason).toMatch(
      /^github.com\/acme\/payments#12: its key pr-12 is also that of github.com\/acme\/users#12: give /,
    );
  });

  test("another repository without such a pull request is none of the key's copies", async () => {
    const world = worldWith();
    world.add(deploymentOf("users"), serviceOf("users"));
    expect((await explained(world, "pr-12")).map(({ name }) => name)).toEqual([
      "shop/payments-pr-12",
    ]);
  });

  test("an image is awaited since the push; a registry that refuses leaves it open", async () => {
    const world = worldWith();
    world.imageOf = () => ({ state: "absent" });
    const since = { step: "image", time: "2026-11-27T13:00:00Z" };
    const image = "registry.example.com/payments:pr-12-aaaaaaa";
    expect(await step("image", world)).toEqual({
      ...{ ...since, state: "waiting" },
      reason: `waiting for the image ${image} since 2026-11-27T13:00:00Z`,
    });
    world.imageOf = () => ({ state: "unknown", reason: "status 401" });
    expect(await step("image", world)).toEqual({
      ...{ ...since, state: "unknown" },
      reason: `cannot tell whether there is an image ${image}: status 401`,
    });
  });

  test("its objects are made by the next round, unless a limit or another object stands in the way", async () => {
    const limited = { "understudy.dev/preview-limit": "1" };
    expect(await step("objects", worldWith())).toEqual({
      ...{ step: "objects", state: "waiting" },
      reason: "the next round of preview reconcile makes them",
    });
    const full = worldWith(limited);
    full.pulls = [pullOf(11)];
    await full.round();
    full.pulls.push(pullOf(12));
    expect(await step("objects", full)).toEqual({
      ...{ step: "objects", state: "waiting" },
      reason: "Deployment shop/payments has 1 copies, the most that it may have",
    });
    const taken = worldWith();
    taken.add(serviceOf(COPY, "other"));
    expect(await step("objects", taken)).toEqual({
      ...{ step: "objects", state: "failed" },
      reason: "Service shop/payments-pr-12 exists already, from somebody else",
    });
  });

  test("a namespace that allows none is told before all that follows from it", async () => {
    const world = worldWith();
    world.allowed = () => false;
    expect((await steps(world)).slice(0, 4)).toEqual([
      "failed namespace: no copies may be made in shop",
      "done origin: Deployment shop/payments asks for copies of github.com/acme/payments, for requests to its Service payments",
      'waiting repository: comes after the step "namespace"',
      'waiting pull request: comes after the step "repository"',
    ]);
  });

  test("a namespace that allows none, and mistakes in annotations, are told with their fixes", async () => {
    const world = worldWith({ "understudy.dev/preview-lifetime": "soon" });
    world.allowed = () => false;
    const [only] = await explained(world, "pr-12");
    expect(only?.madeFor).toBe("no pull request");
    expect(only?.steps.slice(0, 4)).toEqual([
      {
        ...{ step: "namespace", state: "failed", reason: "no copies may be made in shop" },
        fix: "Label it understudy.dev/previews=true, or name it with --namespaces.",
      },
      {
        ...{ step: "origin", state: "failed" },
        reason:
          'Deployment shop/payments: understudy.dev/preview-lifetime: expected a duration above zero such as "10m", received "soon"',
      },
      {
        ...{ step: "repository", state: "waiting" },
        reason: 'comes after the step "origin"',
      },
      {
        ...{ step: "pull request", state: "waiting" },
        reason: 'comes after the step "origin"',
      },
    ]);
  });
});

describe("without a forge,", () => {
  const NOT_ASKED =
    "unknown repository: github.com/acme/payments could not be read: nobody was asked; --from github or --from <file> says whom to ask";

  test("what the pull request says is left open, and the rest of the copy is told", async () => {
    const world = await runningCopy();
    const [only] = await explained(world, "pr-12", { withoutForge: true });
    expect([only?.isReached, ...(only?.steps ?? []).slice(2, 4).map(textOf)]).toEqual([
      true,
      NOT_ASKED,
      "unknown pull request: whether github.com/acme/payments#12 is open cannot be told",
    ]);
    expect(only?.steps[4]?.reason).toMatch(/^the copy has .*:pr-12-aaaaaaa@.* of commit aaaaaaa$/);
  });

  test("a copy that is not there is found by the template of its key", async () => {
    const world = worldWith({ "understudy.dev/preview-key": "pay-{number}" });
    const [only] = await explained(world, "pay-7", { withoutForge: true });
    expect([only?.name, only?.madeFor, only?.isReached]).toEqual([
      "shop/payments-pay-7",
      "github.com/acme/payments#7",
      false,
    ]);
    expect(await explained(world, "pr-7", { withoutForge: true })).toEqual([]);
  });
});

describe("a copy that is to go", () => {
  test("says why, also while requests still reach it", async () => {
    const world = await runningCopy();
    world.pulls = [pullOf(12, { isOpen: false })];
    const [only] = await explained(world, "pr-12");
    expect([only?.isReached, only?.steps[3], only?.steps[5]?.state]).toEqual([
      true,
      {
        ...{ step: "pull request", state: "failed" },
        reason: "github.com/acme/payments#12: it is closed",
      },
      "failed",
    ]);
    expect(only?.steps[5]?.reason).toMatch(
      /; the next round finds it to be deleted: it is closed$/,
    );
  });

  test("says since when its origin is gone", async () => {
    const world = await runningCopy();
    world.objects.delete("Deployment shop/payments");
    await world.round();
    world.time += HOUR / 2;
    expect(await step("origin", world)).toEqual({
      ...{ step: "origin", state: "failed", time: "2026-11-27T14:00:00Z" },
      reason:
        "Deployment shop/payments: it is gone, or asks for no copies any more; its copies go after an hour",
    });
    expect(NOW).toBe(Date.parse("2026-11-27T14:00:00Z"));
  });

  test.each<[string, Deployment, string]>([
    [
      "another Deployment of the same name",
      Object.assign(deploymentOf("payments"), {
        metadata: { ...deploymentOf("payments").metadata, uid: "another" },
      }),
      "its origin was removed, and there is another one of the same name",
    ],
    [
      "one that names another repository",
      deploymentOf("payments", { "understudy.dev/github-repository": "acme/money" }),
      "its origin names another repository",
    ],
  ])("says that there is %s in its origin's place", async (_, other, reason) => {
    const world = await runningCopy();
    world.add(other);
    world.pulls = [];
    expect(await step("origin", world)).toEqual({
      ...{ step: "origin", state: "failed" },
      reason: `Deployment shop/payments: ${reason}; its copies go after an hour`,
    });
  });

  test("follows another Deployment of the same name while its pull request is open", async () => {
    const world = await runningCopy();
    const metadata = { ...deploymentOf("payments").metadata, uid: "another" };
    world.add(Object.assign(deploymentOf("payments"), { metadata }));
    expect((await step("origin", world))?.state).toBe("done");
  });

  test("has its routes taken away since its deletion began", async () => {
    const world = await runningCopy();
    world.pulls = [pullOf(12, { isOpen: false })];
    world.routes.set(COPY, "shop/payments-router");
    await world.round();
    expect(await step("route", world)).toEqual({
      ...{ step: "route", state: "failed", time: "2026-11-27T14:00:00Z" },
      reason:
        "its routes are being taken away, because it is being deleted; VirtualService shop/payments-router still has them",
    });
  });
});

describe("the pods of a copy", () => {
  const pod = (status: Pod["status"], name = "payments-pr-12-a"): Pod => ({
    metadata: { name, uid: name, labels: { "understudy.dev/replica": COPY } },
    status: status ?? {},
  });
  const waitingFor = (reason: string, message: string) =>
    pod({
      phase: "Pending",
      containerStatuses: [
        {
          ...{ name: "app", image: "payments:2", imageID: "", ready: false, restartCount: 0 },
          state: { waiting: { reason, message } },
        },
      ],
    });

  async function pods(look: Looked, status: Deployment["status"] = {}) {
    const world = await runningCopy();
    copyIn(world).status = status;
    return step("pods", world, look);
  }

  test("are told by what keeps the first of them", async () => {
    expect(await pods({ pods: [waitingFor("ErrImagePull", "not found")] })).toEqual({
      ...{ step: "pods", state: "failed" },
      reason: "Pod payments-pr-12-a: its image payments:2 cannot be pulled: not found",
      fix: "Look whether the cluster's nodes reach the registry, and at the pull secrets of the origin's pods.",
    });
  });

  test("that end again and again are told with the call that prints their log", async () => {
    const ended = pod({
      phase: "Running",
      containerStatuses: [
        {
          ...{ name: "app", image: "payments:2", imageID: "", ready: false, restartCount: 3 },
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 7 } },
        },
      ],
    });
    expect(await pods({ pods: [ended] })).toEqual({
      ...{ step: "pods", state: "failed" },
      reason: "Pod payments-pr-12-a: container app ended with exit code 7",
      fix: "Look into its log: kubectl logs -n shop payments-pr-12-a -c app --previous",
    });
  });

  test("that a quota keeps from being made are told, and so are older ones that answer", async () => {
    const message = "exceeded quota: few";
    const conditions = [{ type: "ReplicaFailure", status: "True", message }];
    expect(await pods({}, { conditions, replicas: 1, readyReplicas: 1 })).toEqual({
      ...{ step: "pods", state: "failed" },
      reason:
        "Deployment payments-pr-12: the quota of the namespace does not allow it: exceeded quota: few; until then older pods answer: 1",
      fix: "Remove copies that nobody needs, or raise the quota.",
    });
  });

  test("that run and are not ready are told by their newest event", async () => {
    const warning = (uid: string, message: string) => ({
      ...{ involvedObject: { uid }, reason: "Unhealthy", message },
    });
    const warnings = [
      warning("payments-pr-12-a", "old"),
      warning("payments-pr-12-a", "Readiness probe failed: status 503\n"),
      warning("other", "of another pod"),
    ];
    expect(await pods({ pods: [pod({ phase: "Running" })], warnings })).toEqual({
      ...{ step: "pods", state: "waiting" },
      reason:
        "0 of 1 pods are ready: Pod payments-pr-12-a: Unhealthy: Readiness probe failed: status 503",
    });
  });

  test("of other copies with the key, and those that end, say nothing", async () => {
    const other = waitingFor("ErrImagePull", "not found");
    const ending = structuredClone(other);
    Object.assign(other.metadata ?? {}, { labels: { "understudy.dev/replica": "users-pr-12" } });
    Object.assign(ending.metadata ?? {}, { deletionTimestamp: "2026-11-27T13:00:00Z" });
    expect((await pods({ pods: [other, ending] }))?.reason).toBe("0 of 1 pods are ready");
  });

  test("of the newest template are told, and not the older ones that answer until then", async () => {
    const made = (one: Pod, time: string, hash: string) => {
      const metadata = { creationTimestamp: time, labels: { "pod-template-hash": hash } };
      const labels = { ...one.metadata?.labels, ...metadata.labels };
      return { ...one, metadata: { ...one.metadata, ...metadata, labels } };
    };
    const older = made(waitingFor("ErrImagePull", "not found"), "2026-11-27T12:00:00Z", "a");
    const newer = made(pod({ phase: "Running" }), "2026-11-27T13:10:00Z", "b");
    const status = { replicas: 2, updatedReplicas: 1, readyReplicas: 1 };
    expect(await pods({ pods: [older, newer] }, status)).toEqual({
      ...{ step: "pods", state: "waiting", time: "2026-11-27T13:10:00Z" },
      reason: "0 of 1 pods are ready; until then older pods answer: 1",
    });
  });

  test("that may not be listed leave the reason open", async () => {
    const refused = { where: "cluster", what: "you may not list pods in namespace shop" };
    expect((await pods({ pods: refused }))?.reason).toBe(
      "0 of 1 pods are ready; why cannot be told: you may not list pods in namespace shop",
    );
  });

  test("are not ready if some of the newest are not", async () => {
    const world = await runningCopy();
    Object.assign(copyIn(world).spec ?? {}, { replicas: 2 });
    copyIn(world).status = { replicas: 2, updatedReplicas: 2, readyReplicas: 1 };
    expect(await step("pods", world)).toEqual({
      ...{ step: "pods", state: "waiting" },
      reason: "1 of 2 pods are ready",
    });
  });

  test("are none if it is scaled to none", async () => {
    const world = await runningCopy();
    Object.assign(copyIn(world).spec ?? {}, { replicas: 0 });
    expect(await step("pods", world)).toEqual({
      ...{ step: "pods", state: "failed", reason: "it is scaled to no pod" },
      fix: "Scale the Deployment shop/payments-pr-12 up.",
    });
  });
});

describe("a preview of a stack", () => {
  const labels = {
    "app.kubernetes.io/managed-by": "understudy",
    "understudy.dev/route-key": "pr-12",
    "understudy.dev/stack": "preview-pr-12",
    "understudy.dev/expires": "20261127T130000Z",
  };
  const owner = { "understudy.dev/stack": "example/shop/preview-pr-12" };
  const entry = {
    "understudy.dev/route-key": "pr-12",
    "understudy.dev/route-origin": "payments.shop.svc.cluster.local",
  };
  const pods = { app: "payments", "understudy.dev/replica": COPY };
  const own = { name: COPY, namespace: "shop", labels };

  function deployment(podLabels: Record<string, string> = pods): Deployment {
    const status = { replicas: 1, updatedReplicas: 1, readyReplicas: 1 };
    return {
      kind: "Deployment",
      metadata: { ...own, annotations: owner },
      spec: {
        selector: {},
        template: { metadata: { labels: podLabels }, spec: { containers: [] } },
      },
      status,
    };
  }

  const service: Service = {
    kind: "Service",
    metadata: { ...own, annotations: entry },
    spec: { selector: { "understudy.dev/replica": COPY } },
  };

  function of(...objects: Parameters<FakeWorld["add"]>): FakeWorld {
    const world = new FakeWorld();
    world.add(...objects);
    return world;
  }

  test("has the same steps from its stack on, and says that it may be removed", async () => {
    const [only] = await explained(of(deployment(), service), "pr-12");
    expect([only?.madeFor, only?.isReached, only?.steps.map(textOf), only?.steps[0]?.fix]).toEqual([
      "stack preview-pr-12",
      true,
      [
        "done stack: the stack preview-pr-12 declares it; it may be removed since 2026-11-27T13:00:00Z",
        "done objects: Deployment payments-pr-12 and Service payments-pr-12, made by the stack example/shop/preview-pr-12",
        "done pods: 1 of 1 pods are ready",
        "done endpoints: Service shop/payments-pr-12 has 1 ready pod of the copy",
        "done route: VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it",
      ],
      "To remove it: understudy preview delete --expired",
    ]);
  });

  test("whose Service is gone says the same", async () => {
    expect((await steps(of(deployment()))).slice(1, 3)).toEqual([
      "failed objects: there is Deployment payments-pr-12, but its Service is missing: update the stack preview-pr-12",
      'waiting pods: comes after the step "objects"',
    ]);
  });

  test("whose Deployment is gone says who has to make it", async () => {
    expect((await steps(of(service))).slice(1)).toEqual([
      "failed objects: there is Service payments-pr-12, but its Deployment is missing: update the stack preview-pr-12",
      'waiting pods: comes after the step "objects"',
      'waiting endpoints: comes after the step "objects"',
      'waiting route: comes after the step "objects"',
    ]);
  });

  test("without a Service of its own has its pods among those of the origin's", async () => {
    const rule: IDestinationRule = {
      ...{ apiVersion: "networking.istio.io/v1", kind: "DestinationRule" },
      metadata: { ...own, annotations: { ...entry, "understudy.dev/route-subset": "pr-12" } },
    };
    const other = structuredClone(rule);
    Object.assign(other.metadata ?? {}, {
      name: "payments-pr-11",
      annotations: { ...rule.metadata?.annotations, "understudy.dev/route-key": "pr-11" },
    });
    const world = of(deployment(), serviceOf("payments"), other, rule);
    const route = routing("payments", "stg");
    const [destination] = route.spec?.http?.[0]?.route ?? [];
    Object.assign(destination?.destination ?? {}, { subset: "pr-12" });
    const pod: Pod = { metadata: { name: "payments-pr-12-a", labels: pods } };
    const look = { pods: [pod], virtualServices: [route] };
    const slices = [slice("payments", ["payments-a", "payments-pr-12-a"])];
    expect((await steps(world, { ...look, slices }))[1]).toMatch(
      /^done objects: Deployment payments-pr-12 and DestinationRule payments-pr-12, /,
    );
    expect((await steps(world, { ...look, slices })).slice(3)).toEqual([
      "done endpoints: Service shop/payments has 1 ready pod of the copy",
      "done route: VirtualService shop/payments-router of the stack example/shop/stg leads requests for payments.shop with the key to it",
    ]);
    const others = { ...look, slices: [slice("payments", ["payments-a"])] };
    expect((await steps(world, others))[3]).toBe(
      "waiting endpoints: Service shop/payments has no ready pod of the copy",
    );
  });
});

describe("the route", () => {
  test.each<[string, FoundVirtualService[], string, string]>([
    [
      "nobody routes",
      [],
      "payments.shop: no stack routes it, so all requests reach the Service itself",
      "Add payments.shop to understudy:router of a stack that all share.",
    ],
    [
      "somebody's own VirtualService routes",
      [routing("payments")],
      "VirtualService shop/payments-router: stays as it is: it routes payments.shop, and is nobody's stack",
      'Annotate it with understudy.dev/take-over: "true", so that keys are added to its routes while there are some; or move its http routes to the base of payments.shop in understudy:router of a stack, and remove it.',
    ],
  ])(
    "of a host that %s is missing, with who has to add it",
    async (_, virtualServices, reason, fix) => {
      const found = await step("route", await runningCopy(), { virtualServices });
      expect(found).toEqual({ step: "route", state: "failed", reason, fix });
    },
  );

  test("of a host that a stack routes comes with a ready pod, by what made the copy", async () => {
    const world = await runningCopy();
    const virtualServices = [routing("payments", "stg")];
    const waiting = { step: "route", state: "waiting" };
    expect(await step("route", world, { virtualServices, slices: [] })).toEqual({
      ...waiting,
      reason: "VirtualService shop/payments-router gets the route when a pod of the copy is ready",
    });
    expect(await step("route", world, { virtualServices })).toEqual({
      ...waiting,
      reason:
        "VirtualService shop/payments-router does not have the route yet: the next round of preview reconcile adds it",
    });
  });

  test("of another host does not count, whatever it leads to", async () => {
    const other = routing(COPY, "edge");
    Object.assign(other.spec ?? {}, { hosts: ["users"] });
    const found = await step("route", await runningCopy(), { virtualServices: [other] });
    expect(found?.reason).toMatch(/^payments.shop: no stack routes it/);
  });

  test("at a gateway is none of the mesh", async () => {
    const atGateway = routing(COPY, "edge");
    Object.assign(atGateway.spec ?? {}, { gateways: ["ingress/public"] });
    const found = await step("route", await runningCopy(), { virtualServices: [atGateway] });
    expect(found?.reason).toMatch(/^payments.shop: no stack routes it/);
  });

  test("cannot be told where VirtualServices may not be listed", async () => {
    const what = "you may not list virtualservices.networking.istio.io";
    const virtualServices = { where: "cluster", what };
    expect(await step("route", await runningCopy(), { virtualServices })).toEqual({
      ...{ step: "route", state: "unknown", reason: what },
    });
  });
});
