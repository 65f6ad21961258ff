import { describe, expect, test } from "vitest";
import type { LocustObject } from "../../../src/loadtest/cluster/objects.ts";
import { readinessOf, type Seen } from "../../../src/loadtest/cluster/readiness.ts";
import { masterState, worker } from "../client/fakeReporter.ts";
import { deployment, pod, READY } from "./fakePlace.ts";

const NAMES = { master: "locust-master", worker: "locust-worker" };
const OBJECTS: LocustObject[] = [
  object("Service", "locust-master"),
  object("Pod", "locust-master"),
  object("Deployment", "locust-worker"),
];

function object(kind: "Service" | "Pod" | "Deployment", name: string): LocustObject {
  return Object({ kind, metadata: { name, namespace: "loadtest" } });
}

const OWNED = { ownerReferences: [{}] };
const ENDING = { deletionTimestamp: "2026-11-27T12:30:00Z" };
const WORKERS = [pod("w-1", READY, OWNED), pod("w-2", READY, OWNED)];
const connected = (...workers: ReturnType<typeof worker>[]) => masterState({ workers });

const ALL_READY: Seen = {
  pods: [pod("locust-master", READY), ...WORKERS],
  deployments: [deployment("locust-worker", 2)],
  warnings: [],
  master: connected(worker("w-1_a", 0), worker("w-2_b", 0)),
};

const of = (seen: Partial<Seen> = {}) => readinessOf({ ...ALL_READY, ...seen }, OBJECTS, NAMES, 2);

describe("everything is ready", () => {
  test("if pods and Deployments are, and the master counts all workers", () => {
    expect(of()).toEqual({
      isReady: true,
      progress: "the master is ready, 2 of 2 workers are ready, the master counts 2",
      troubles: [],
    });
  });

  test("with workers of the node's network, whose machine is the node", () => {
    const spec = { hostNetwork: true, nodeName: "n1", containers: [] };
    const pods = [pod("locust-master", READY), { ...pod("w-1", READY), spec }];
    const master = connected(worker("n1_a", 0), worker("n1_b", 0));
    expect(of({ pods, master }).isReady).toBe(true);
  });

  test("although a worker has gone since the last run, which the master tells as stopped", () => {
    const gone = { ...worker("w-0_z", 0), state: "stopped" as const };
    const workers = [...(ALL_READY.master?.workers ?? []), gone];
    expect(of({ master: masterState({ workers }) }).isReady).toBe(true);
  });
});

describe("not everything is ready", () => {
  test("before anything is there", () => {
    expect(of({ pods: [], deployments: [], master: undefined })).toEqual({
      isReady: false,
      progress: "the master is not ready yet, 0 of 2 workers are ready, the master counts 0",
      troubles: [],
    });
  });

  test("if the master is one that ends", () => {
    const pods = [pod("locust-master", READY, ENDING), ...WORKERS];
    expect(of({ pods }).isReady).toBe(false);
  });

  test.each([
    ["old pods are left", { replicas: 3 }],
    ["new pods are missing", { updatedReplicas: 1 }],
    ["pods are not ready", { readyReplicas: 1 }],
    ["Kubernetes has not seen the change", { observedGeneration: 0 }],
  ])("if of a Deployment %s", (_, status) => {
    const one = deployment("locust-worker", 2);
    const deployments = [{ ...one, status: { ...one.status, ...status } }];
    expect(of({ deployments }).isReady).toBe(false);
  });

  test.each([
    ["fewer", [worker("w-1_a", 0)]],
    ["more", [worker("w-1_a", 0), worker("w-2_b", 0), worker("w-2_c", 0)]],
    ["lost", [worker("w-1_a", 0), { ...worker("w-2_b", 0), state: "missing" as const }]],
  ])("if the master counts %s workers", (_, workers) => {
    expect(of({ master: masterState({ workers }) }).isReady).toBe(false);
  });

  test("if a worker that the master counts is of a pod that has gone: the next run would lose it", () => {
    const seen = of({ master: connected(worker("w-1_a", 0), worker("old_b", 0)) });
    expect(seen.isReady).toBe(false);
    expect(seen.progress).toContain("the master counts 2, 1 of them from before");
  });
});

describe("troubles", () => {
  const failed = (name: string, metadata = {}) =>
    pod(name, { phase: "Failed", reason: "Evicted" }, metadata);
  const whoOf = (pods: Seen["pods"], change: Partial<Seen> = {}) =>
    of({ pods, ...change }).troubles.map(({ who }) => who);

  test("of the master come first, and those that do not pass before all", () => {
    const unschedulable = { type: "PodScheduled", status: "False", reason: "Unschedulable" };
    const waiting = { phase: "Pending", conditions: [unschedulable] };
    const broken = failed("w-2");
    expect(whoOf([pod("w-1", waiting), pod("locust-master", waiting), broken])).toEqual([
      ...["Pod w-2", "Pod locust-master", "Pod w-1"],
    ]);
  });

  test("are none of pods that end, or that their Deployment has replaced", () => {
    expect(whoOf([failed("w-1", ENDING)])).toEqual([]);
    expect(whoOf([failed("w-1", OWNED)])).toEqual([]);
    expect(whoOf([failed("locust-master")])).toEqual(["Pod locust-master"]);
  });

  test("are none of pods whose Deployment was changed just now", () => {
    const waiting = { reason: "ImagePullBackOff" };
    const status = { name: "a", image: "b", imageID: "", ready: false, restartCount: 0 };
    const containerStatuses = [{ ...status, state: { waiting } }];
    const old = pod("w-1", { phase: "Pending", containerStatuses }, OWNED);
    const changed = deployment("locust-worker", 2, { generation: 2 });
    expect(whoOf([old])).toEqual(["Pod w-1"]);
    expect(whoOf([old], { deployments: [changed] })).toEqual([]);
  });
});
