import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import { decide } from "../../src/controller/decide.ts";
import { planRound } from "../../src/controller/round.ts";
import type { World } from "../../src/controller/world.ts";
import { explain } from "../../src/explain/explain.ts";
import { NO_FORGE } from "../../src/explain/noForge.ts";
import type { FoundVirtualService, Seen, SeenNamespace } from "../../src/explain/seen.ts";
import type { Explanation, Step } from "../../src/explain/step.ts";
import { subjectsOf } from "../../src/explain/subjects.ts";
import { FakeWorld } from "../controller/fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "../controller/fixture.ts";

export const COPY = "payments-pr-12";
export const TEMPLATE = "registry.example.com/payments:pr-{number}-{sha7}";

/** A namespace with an annotated Deployment, whose pull request 12 is open. */
export function worldWith(annotations: Record<string, string> = {}): FakeWorld {
  const world = new FakeWorld();
  const image = { "understudy.dev/preview-image": TEMPLATE };
  world.add(deploymentOf("payments", { ...image, ...annotations }), serviceOf("payments"));
  world.pulls = [pullOf(12)];
  return world;
}

export const slice = (service: string, pods: string[], ready = true) => ({
  metadata: { labels: { "kubernetes.io/service-name": service } },
  endpoints: pods.map((name) => ({ conditions: { ready }, targetRef: { name } })),
});

/** A VirtualService of `payments.shop` that leads to a Service, and its stack if it has one. */
export function routing(service: string, stack?: string): FoundVirtualService {
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

export const PRESENT: SeenNamespace = {
  pods: [],
  warnings: [],
  slices: [slice(COPY, ["payments-pr-12-a"])],
};

export interface Looked extends Partial<SeenNamespace> {
  virtualServices?: Seen["virtualServices"];
  withoutForge?: boolean;
}

/** Explains a key; what is not given lies in the cluster as it should. */
export async function explained(
  world: FakeWorld,
  key: string,
  look: Looked = {},
): Promise<Explanation[]> {
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
export async function steps(world: FakeWorld, look: Looked = {}): Promise<string[]> {
  const [first] = await explained(world, "pr-12", look);
  return (first?.steps ?? []).map(textOf);
}

export function textOf({ step, state, reason }: Step): string {
  return `${state} ${step}: ${reason}`;
}

/** Returns the step of this name. */
export async function step(name: Step["step"], world: FakeWorld, look: Looked = {}) {
  const [first] = await explained(world, "pr-12", look);
  return first?.steps.find((one) => one.step === name);
}

export function copyIn(world: FakeWorld, name = COPY): Deployment {
  return world.objects.get(`Deployment shop/${name}`) as Deployment;
}

/** A copy whose only pod is ready. */
export async function runningCopy(annotations: Record<string, string> = {}): Promise<FakeWorld> {
  const world = worldWith(annotations);
  await world.round();
  const copy = copyIn(world);
  copy.status = {
    ...{ replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
    conditions: [{ type: "Available", status: "True", lastTransitionTime: "2026-11-27T13:30:00Z" }],
  };
  return world;
}
