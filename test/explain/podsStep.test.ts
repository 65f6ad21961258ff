import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import { COPY, copyIn, type Looked, runningCopy, step } from "./explained.ts";

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
