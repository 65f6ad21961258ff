import { expect, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { podTroubles, readPodEvents, readPodTroubles } from "../../src/cluster/podTroubles.ts";
import { apiServer } from "./apiServer.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/shop/deployments";
const EVENTS = "/api/v1/namespaces/shop/events?fieldSelector=type%3DWarning";
const DECLARED = [
  {
    where: "Pulumi.stg.yaml: services[0]",
    object: { kind: "Deployment", metadata: { name: "payments", namespace: "shop" } },
  },
];

const event = (
  kind: string,
  name: string,
  reason: string,
  message: string,
  lastTimestamp = "1",
) => ({
  involvedObject: { kind, name },
  reason,
  message,
  lastTimestamp,
});

test("pods that do not come are told with what their ReplicaSets' and their own newest events say", async () => {
  await apiServer({
    [DEPLOYMENTS]: [deployment(0)],
    [EVENTS]: [
      event(
        "ReplicaSet",
        "payments-5d8f",
        "FailedCreate",
        "exceeded quota: now",
        "2026-11-27T02:00:00Z",
      ),
      event(
        "ReplicaSet",
        "payments-5d8f",
        "FailedCreate",
        "exceeded quota: before",
        "2026-11-27T01:00:00Z",
      ),
      event(
        "Pod",
        "payments-5d8f-x2x2",
        "BackOff",
        "Back-off restarting failed container.",
        "2026-11-27T03:00:00Z",
      ),
      event("ReplicaSet", "payments-canary-5d8f", "Failed", "of another Deployment"),
      event("Pod", "catalog-5d8f-x2x2", "Failed", "of another Deployment"),
    ],
  });
  expect(await told()).toEqual([
    {
      where: "Pulumi.stg.yaml: services[0]",
      what: "the pods of Deployment shop/payments are not ready: FailedCreate: exceeded quota: now; BackOff: Back-off restarting failed container",
    },
  ]);
});

test("events of pods that are ready by now are not told", async () => {
  const events = [event("Pod", "payments-5d8f-x2x2", "Unhealthy", "not yet")];
  await apiServer({ [DEPLOYMENTS]: [deployment(1)], [EVENTS]: events });
  expect(await told()).toEqual([]);
});

test("nothing is told where events may not be read", async () => {
  await apiServer({ [DEPLOYMENTS]: [deployment(0)], [EVENTS]: 403 });
  expect(await told()).toEqual([]);
});

test("of events that say the same the one with the reason is told, in the words of one pod", async () => {
  const pod = "payments-5d8f-x2x2";
  await apiServer({
    [DEPLOYMENTS]: [deployment(0)],
    [EVENTS]: [
      event("Pod", pod, "Failed", 'Failed to pull image "a:1": not found', "1"),
      event("Pod", pod, "Failed", "Error: ErrImagePull", "2"),
      event(
        "ReplicaSet",
        "payments-5d8f",
        "FailedCreate",
        "(combined from similar events): Error creating: exceeded quota",
        "3",
      ),
    ],
  });
  expect((await told())[0]?.what).toBe(
    'the pods of Deployment shop/payments are not ready: Failed: Failed to pull image "a:1": not found; FailedCreate: Error creating: exceeded quota',
  );
});

test("a Job's events are its own and its pods'", async () => {
  await apiServer({
    [EVENTS]: [
      event("Job", "payments-setup", "BackoffLimitExceeded", "reached the backoff limit", "1"),
      event("Pod", "payments-setup-x2x2", "FailedScheduling", "0/1 nodes are available", "2"),
      event("Pod", "payments-setup-5d8f-x2x2", "Failed", "of a Deployment"),
    ],
  });
  const object = { kind: "Job", metadata: { name: "payments-setup", namespace: "shop" } };
  const declared = [{ where: "previews[0]", object }];
  expect(podTroubles(await readPodEvents(await connect("staging"), "shop", declared))).toEqual([
    {
      where: "previews[0]",
      what: "the pods of Job shop/payments-setup are not ready: BackoffLimitExceeded: reached the backoff limit; FailedScheduling: 0/1 nodes are available",
    },
  ]);
});

function deployment(availableReplicas: number) {
  return { metadata: { name: "payments" }, spec: { replicas: 1 }, status: { availableReplicas } };
}

async function told() {
  const kubeConfig = await connect("staging");
  return podTroubles(await readPodTroubles(kubeConfig, DECLARED));
}

test("events of an earlier Job that had the same name are left out", async () => {
  const old = event("Job", "agent", "FailedCreate", "exceeded quota", "2026-11-27T01:00:00Z");
  const now = event("Pod", "agent-x2x2", "Failed", "not found", "2026-11-27T02:00:00Z");
  await apiServer({ [EVENTS]: [old, now] });
  const job = { kind: "Job", metadata: { name: "agent", namespace: "shop" } };
  const declared = [{ where: "Job shop/agent", object: job }];
  const since = "2026-11-27T02:00:00Z";
  const [trouble] = await readPodEvents(await connect("staging"), "shop", declared, since);
  expect(trouble?.events).toEqual(["Failed: not found"]);
});

test("it is told for how long a reason has been repeated, also where each message differs", async () => {
  const pull = { ...event("Pod", "seed-x1", "Failed", "pull", "2026-11-27T02:00:30Z") };
  await apiServer({
    [EVENTS]: [
      event("Job", "seed", "FailedCreate", "seed-1", "2026-11-27T02:00:00Z"),
      event("Job", "seed", "FailedCreate", "seed-2", "2026-11-27T02:00:15Z"),
      { ...pull, firstTimestamp: "2026-11-27T02:00:10Z" },
    ],
  });
  const object = { kind: "Job", metadata: { name: "seed", namespace: "shop" } };
  const declared = [{ where: "seed", object }];
  const [trouble] = await readPodEvents(await connect("staging"), "shop", declared);
  expect([trouble?.events, trouble?.seconds]).toEqual([
    ["FailedCreate: seed-2", "Failed: pull"],
    [15, 20],
  ]);
});
