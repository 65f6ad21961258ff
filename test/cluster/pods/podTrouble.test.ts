import type { ContainerStatus, Pod } from "kubernetes-types/core/v1.d.ts";
import { describe, expect, test } from "vitest";
import {
  deploymentTrouble,
  type PodWarning,
  refused,
  podTrouble as troubleOf,
} from "../../../src/cluster/pods/podTrouble.ts";
import { POD_ADVICE } from "../../../src/loadtest/cluster/podAdvice.ts";
import { deployment, pod, READY } from "../../loadtest/cluster/fakePlace.ts";

const podTrouble = (pod: Pod, warnings?: readonly PodWarning[]) =>
  troubleOf(pod, POD_ADVICE, warnings);

const container = (state: ContainerStatus["state"], over: Partial<ContainerStatus> = {}) =>
  pod("locust-master", {
    phase: "Pending",
    containerStatuses: [
      {
        ...{ name: "locust", image: "shop/locust:1", imageID: "", ready: false, restartCount: 0 },
        ...(state && { state }),
        ...over,
      },
    ],
  });

const unschedulable = (message: string) =>
  pod("locust-master", {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
  });

const PULL =
  'rpc error: code = NotFound desc = failed to pull and unpack image "shop/locust:1": not found';
const ROOM = "Ask for less in the stack's resources, use fewer workers, or add a node.";
const CHOICE =
  "Look at nodeSelector, nodeAffinity and tolerations in the stack, and at the nodes' labels and taints.";

describe("what keeps a pod from running", () => {
  test("is nothing if it runs, or if its containers are being made", () => {
    expect(podTrouble(pod("locust-master", READY))).toBeUndefined();
    expect(podTrouble(container({ waiting: { reason: "ContainerCreating" } }))).toBeUndefined();
    expect(podTrouble(container({ terminated: { exitCode: 0 } }))).toBeUndefined();
  });

  test.each([
    { reason: "ErrImagePull", message: PULL, wait: "short" },
    {
      reason: "ImagePullBackOff",
      message: `Back-off pulling image "shop/locust:1": ErrImagePull: ${PULL}`,
      wait: "no",
    },
  ])(
    "is an image that cannot be pulled ($reason), told without the steps of the pull",
    (waiting) => {
      expect(podTrouble(container({ waiting }))).toEqual({
        who: "Pod locust-master",
        what: 'its image shop/locust:1 cannot be pulled: failed to pull and unpack image "shop/locust:1": not found',
        fix: "Look at the image's name in LOCUST_MANIFEST, and at the pull secrets.",
        wait: waiting.wait,
      });
    },
  );

  test.each([
    [
      'secret "tokens" not found',
      "Make the Secret tokens in this namespace, or name another one in the stack.",
    ],
    [
      'configmap "data" not found',
      "Make the ConfigMap data in this namespace, or name another one in the stack.",
    ],
    ["couldn't find key TOKEN in Secret loadtest/tokens", undefined],
  ])("is what its environment misses: %s", (message, fix) => {
    const waiting = { reason: "CreateContainerConfigError", message };
    expect(podTrouble(container({ waiting }))).toEqual({
      who: "Pod locust-master",
      what: `container locust cannot be made: ${message}`,
      fix,
      wait: "no",
    });
  });

  test("is a program that cannot be started, which has no log", () => {
    const message = 'exec: "locust": executable file not found in $PATH';
    const terminated = { exitCode: 128, reason: "StartError", message };
    expect(podTrouble(container({ terminated }))).toEqual({
      who: "Pod locust-master",
      what: `container locust cannot start: ${message}`,
      wait: "no",
    });
  });

  test("is memory above the limit", () => {
    const terminated = { exitCode: 137, reason: "OOMKilled" };
    expect(podTrouble(container({ terminated }))).toMatchObject({
      what: "container locust needed more memory than its limit",
      wait: "no",
    });
  });

  test.each([
    { restartCount: 1, wait: "short" },
    { restartCount: 2, wait: "no" },
  ])(
    "is a program that ends: after $restartCount restarts, $wait wait is left",
    ({ restartCount, wait }) => {
      const terminated = { exitCode: 1 };
      expect(podTrouble(container({ terminated }, { restartCount }))).toEqual({
        who: "Pod locust-master",
        what: "container locust ended with exit code 1",
        wait,
        log: { pod: "locust-master", container: "locust", isPrevious: false },
      });
    },
  );

  test("is at once a program that ends in a pod that is never started again, as the master's", () => {
    const spec = { restartPolicy: "Never", containers: [] };
    const ended = container({ terminated: { exitCode: 1 } });
    expect(podTrouble({ ...ended, spec })?.wait).toBe("no");
  });

  test("is told by the log of the container before, once it was started again", () => {
    const waiting = { reason: "CrashLoopBackOff" };
    const lastState = { terminated: { exitCode: 1 } };
    expect(podTrouble(container({ waiting }, { restartCount: 3, lastState }))?.log).toEqual({
      pod: "locust-master",
      container: "locust",
      isPrevious: true,
    });
  });

  test.each([
    {
      why: "it asks for too much",
      message:
        "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
      what: "no node takes it: 0/2 nodes are available: 2 Insufficient cpu",
      fix: ROOM,
    },
    {
      why: "none has its labels",
      message:
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: …",
      what: "no node takes it: 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector",
      fix: CHOICE,
    },
    {
      why: "each has a reason of its own",
      message:
        "0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {gpu: }.",
      what: "no node takes it: 0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {gpu: }.",
      fix: `${CHOICE} ${ROOM}`,
    },
  ])(
    "is a cluster in which no node takes it, because $why; nodes may be added",
    ({ message, what, fix }) => {
      expect(podTrouble(unschedulable(message))).toEqual({
        ...{ who: "Pod locust-master", what, fix, wait: "long" },
      });
    },
  );

  const waitingFor = (message: string) => {
    const waiting = pod("locust-master", { phase: "Pending" }, { uid: "1" });
    const event = (uid: string, text: string) => ({
      ...{ reason: "FailedMount", message: text, involvedObject: { uid } },
    });
    return podTrouble(waiting, [event("1", "old"), event("1", message), event("2", "other's")]);
  };

  test("is a volume whose ConfigMap is not there, as the newest event of the pod tells", () => {
    expect(
      waitingFor(
        'MountVolume.SetUp failed for volume "programs" : configmap "locust-programs" not found',
      ),
    ).toEqual({
      who: "Pod locust-master",
      what: 'a volume of it is missing: configmap "locust-programs" not found',
      fix: "Make the ConfigMap locust-programs in this namespace, or name another one in the stack.",
      wait: "short",
    });
  });

  test("may be a disk that another node still has, for long", () => {
    expect(waitingFor("Multi-Attach error for volume pvc-1")).toEqual({
      who: "Pod locust-master",
      what: "it does not start: FailedMount: Multi-Attach error for volume pvc-1",
      fix: undefined,
      wait: "long",
    });
  });
});

describe("why the API server does not take something is told with a way out:", () => {
  const deny = (what: string) => `pods "locust-master" is forbidden: ${what}`;

  test.each([
    [
      "exceeded quota: few, requested: pods=1",
      "the quota of the namespace does not allow it",
      "raise the quota.",
    ],
    [
      "failed quota: q: must specify limits.cpu",
      "the quota of the namespace does not allow it",
      "raise the quota.",
    ],
    [
      "minimum memory usage per Container is 100Mi",
      "a LimitRange of the namespace does not allow it",
      "or the LimitRange.",
    ],
    [
      "cpu max limit to request ratio per Pod is 2",
      "a LimitRange of the namespace does not allow it",
      "or the LimitRange.",
    ],
    [
      'violates PodSecurity "restricted:latest"',
      "the namespace's Pod Security Standard does not allow it",
      "the label of the namespace.",
    ],
  ])("%s", (said, what, fix) => {
    const problem = refused(deny(said), POD_ADVICE);
    expect(problem.what).toBe(`${what}: ${deny(said)}`);
    expect(problem.fix).toContain(fix);
  });

  test("others are told as they are", () => {
    const hook = 'admission webhook "policy.example" denied the request: no';
    expect(refused(hook, POD_ADVICE)).toEqual({
      what: `the cluster's admission refuses it: ${hook}`,
    });
    expect(refused("spec is invalid", POD_ADVICE)).toEqual({
      what: "the cluster refuses it: spec is invalid",
    });
  });
});

test("a Deployment whose pods are refused waits shortly, because old pods free a quota", () => {
  const workers = deployment("locust-worker");
  const message = "exceeded quota: few";
  const conditions = [{ type: "ReplicaFailure", status: "True", message }];
  expect(deploymentTrouble(workers, POD_ADVICE)).toBeUndefined();
  expect(deploymentTrouble({ ...workers, status: { conditions } }, POD_ADVICE)).toMatchObject({
    who: "Deployment locust-worker",
    what: "the quota of the namespace does not allow it: exceeded quota: few",
    wait: "short",
  });
});
