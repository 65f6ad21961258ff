import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { ContainerStatus, Event, Pod } from "kubernetes-types/core/v1.d.ts";

/** What keeps a pod from running, in plain words. */
export interface Trouble {
  /** `Pod locust-master` */
  who: string;
  what: string;
  fix?: string | undefined;
  /** How long to wait until it passes by itself: not at all, shortly (old pods free a quota), or long (a node is added). */
  wait: "no" | "short" | "long";
  /** The container whose log may say more. */
  log?: { pod: string; container: string; isPrevious: boolean };
}

/** What to do about a trouble, as whole sentences in the words of whoever declared the pod. */
export interface Advice {
  /** Its image cannot be pulled. */
  image: string;
  /** A container needs more memory than its limit. */
  memory: string;
  /** No node has room. */
  room: string;
  /** No node is one that it may run on. */
  nodes: string;
  quota: string;
  limitRange: string;
  podSecurity: string;
  /** Where to name another object than one that is not there: `name another one in the stack`. */
  other: string;
}

/** An event that says why a pod does not start. */
export type PodWarning = Pick<Event, "involvedObject" | "reason" | "message">;

/** Returns whether an event says what keeps a container from being made. Others, as of a probe, are of containers that run. */
export function isNotMade({ reason = "" }: PodWarning): boolean {
  return /^Failed(Mount|AttachVolume|CreatePodSandBox)$/.test(reason);
}

/** Returns the first thing that keeps a pod from running, or undefined. */
export function podTrouble(
  pod: Pod,
  advice: Advice,
  warnings: readonly PodWarning[] = [],
): Trouble | undefined {
  const { metadata, status } = pod;
  const who = `Pod ${metadata?.name}`;
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const isRestarted = pod.spec?.restartPolicy !== "Never";
  for (const container of all) {
    const trouble = containerTrouble(container, isRestarted, advice);
    if (trouble !== undefined) {
      const { log, ...rest } = trouble;
      const pod = metadata?.name ?? "";
      return { who, ...rest, ...(log && { log: { pod, container: container.name, ...log } }) };
    }
  }
  if (status?.phase === "Failed" || status?.phase === "Succeeded") {
    const reason = [status.reason, status.message].filter(Boolean).join(": ");
    return { who, what: `it ended${reason === "" ? "" : `: ${reason}`}`, wait: "no" };
  }
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False" && scheduled.reason === "Unschedulable") {
    return { who, ...unschedulable(scheduled.message ?? "", advice), wait: "long" };
  }
  const warning = warnings.findLast(({ involvedObject }) => involvedObject.uid === metadata?.uid);
  return warning && status?.phase === "Pending"
    ? { who, ...notStarted(warning, advice) }
    : undefined;
}

/** Returns why a pod's containers are not begun. */
function notStarted({ reason, message = "" }: PodWarning, advice: Advice): Omit<Trouble, "who"> {
  const fix = fixOfMissing(message, advice);
  const volume = /^MountVolume\.SetUp failed for volume "[^"]*" *: (.*)$/s.exec(message)?.[1];
  return {
    what:
      volume === undefined
        ? `it does not start: ${reason}: ${message}`
        : `a volume of it is missing: ${volume}`,
    fix,
    // A disk that another node still has is free after minutes.
    wait: fix === undefined ? "long" : "short",
  };
}

/** Returns why no node takes a pod. Each node has a reason of its own, so that there may be both. */
function unschedulable(message: string, { room, nodes }: Advice): { what: string; fix: string } {
  // Behind this it says that no other pod can be driven out.
  const reasons = message.replace(/\.? *(no new claims to deallocate, )?preemption: .*$/s, "");
  const isFull = /Insufficient|Too many pods/.test(reasons);
  const isExcluded = /affinity\/selector|untolerated taint/.test(reasons);
  return {
    what: `no node takes it: ${reasons}`,
    fix: isExcluded ? (isFull ? `${nodes} ${room}` : nodes) : room,
  };
}

type ContainerTrouble = Omit<Trouble, "who" | "log"> & { log?: { isPrevious: boolean } };

const PULL =
  /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError)$/;

function containerTrouble(
  status: ContainerStatus,
  isRestarted: boolean,
  advice: Advice,
): ContainerTrouble | undefined {
  const { image, name, restartCount } = status;
  const { waiting, terminated } = status.state ?? {};
  const { reason = "", message = reason } = waiting ?? {};
  if (PULL.test(reason)) {
    return {
      what: `its image ${image} cannot be pulled: ${pullReason(message)}`,
      fix: advice.image,
      // The first failure may be the registry's; kubelet tries again.
      wait: reason === "ErrImagePull" ? "short" : "no",
    };
  }
  if (reason === "CreateContainerConfigError" || reason === "CreateContainerError") {
    const what = `container ${name} cannot be made: ${message}`;
    return { what, fix: fixOfMissing(message, advice), wait: "no" };
  }
  if (reason === "RunContainerError") {
    return { what: `container ${name} cannot start: ${message}`, wait: "no" };
  }
  const last = terminated ?? (restartCount > 0 ? status.lastState?.terminated : undefined);
  if (last === undefined || last.exitCode === 0) {
    return undefined;
  }
  if (last.reason === "OOMKilled") {
    return {
      what: `container ${name} needed more memory than its limit`,
      fix: advice.memory,
      wait: "no",
    };
  }
  // Its program was never started, so that there is no log.
  if (/^(StartError|ContainerCannotRun)$/.test(last.reason ?? "")) {
    return { what: `container ${name} cannot start: ${last.message}`, wait: "no" };
  }
  return {
    what: `container ${name} ended with exit code ${last.exitCode}`,
    // Locust ends a worker that finds no master for long, and Kubernetes starts it again.
    wait: isRestarted && (terminated === undefined || restartCount < 2) ? "short" : "no",
    log: { isPrevious: terminated === undefined },
  };
}

/** Returns what the registry said, without the names of the steps that led to it. */
function pullReason(message: string): string {
  return message
    .replace(/^Back-off pulling image "[^"]*": /, "")
    .replace(/^ErrImagePull: /, "")
    .replace(/^rpc error: code = \w+ desc = /, "");
}

/** Returns what to do if a pod uses a Secret or ConfigMap that is not there, or undefined. */
function fixOfMissing(message: string, { other }: Advice): string | undefined {
  const [, kind, name] = /\b(secret|configmap) "([^"]+)" not found/.exec(message) ?? [];
  if (name === undefined) return undefined;
  const shown = kind === "secret" ? `Secret ${name}` : `ConfigMap ${name}`;
  return `Make the ${shown} in this namespace, or ${other}.`;
}

/** Returns what keeps a Deployment from making its pods, or undefined: a quota, or the cluster's admission. */
export function deploymentTrouble(
  { metadata, status }: Deployment,
  advice: Advice,
): Trouble | undefined {
  const failed = status?.conditions?.find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  if (failed === undefined) return undefined;
  return {
    who: `Deployment ${metadata?.name}`,
    ...refused(failed.message ?? "", advice),
    wait: "short",
  };
}

/** Returns in plain words why the API server does not take an object or a pod. */
export function refused(message: string, advice: Advice): { what: string; fix?: string } {
  if (/exceeded quota|must specify (limits|requests|cpu|memory)/.test(message)) {
    return {
      what: `the quota of the namespace does not allow it: ${message}`,
      fix: advice.quota,
    };
  }
  if (/(minimum|maximum) \S+ usage per|limit to request ratio/.test(message)) {
    return {
      what: `a LimitRange of the namespace does not allow it: ${message}`,
      fix: advice.limitRange,
    };
  }
  if (/violates PodSecurity/.test(message)) {
    return {
      what: `the namespace's Pod Security Standard does not allow it: ${message}`,
      fix: advice.podSecurity,
    };
  }
  if (/admission webhook|ValidatingAdmissionPolicy/.test(message)) {
    return { what: `the cluster's admission refuses it: ${message}` };
  }
  return { what: `the cluster refuses it: ${message}` };
}
