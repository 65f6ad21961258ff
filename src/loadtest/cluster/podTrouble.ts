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

/** An event that says why a pod does not start. */
export type PodWarning = Pick<Event, "involvedObject" | "reason" | "message">;

/** Returns the first thing that keeps a pod from running, or undefined. */
export function podTrouble(pod: Pod, warnings: readonly PodWarning[] = []): Trouble | undefined {
  const { metadata, status } = pod;
  const who = `Pod ${metadata?.name}`;
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const isRestarted = pod.spec?.restartPolicy !== "Never";
  for (const container of all) {
    const trouble = containerTrouble(container, isRestarted);
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
    return { who, ...unschedulable(scheduled.message ?? ""), wait: "long" };
  }
  const warning = warnings.findLast(({ involvedObject }) => involvedObject.uid === metadata?.uid);
  return warning && status?.phase === "Pending" ? { who, ...notStarted(warning) } : undefined;
}

/** Returns why a pod's containers are not begun. */
function notStarted({ reason, message = "" }: PodWarning): Omit<Trouble, "who"> {
  const fix = fixOfMissing(message);
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
function unschedulable(message: string): { what: string; fix: string } {
  // Behind this it says that no other pod can be driven out.
  const reasons = message.replace(/\.? *(no new claims to deallocate, )?preemption: .*$/s, "");
  const isFull = /Insufficient|Too many pods/.test(reasons);
  const isExcluded = /affinity\/selector|untolerated taint/.test(reasons);
  const room = "Ask for less in the stack's resources, use fewer workers, or add a node.";
  const choice =
    "Look at nodeSelector, nodeAffinity and tolerations in the stack, and at the nodes' labels and taints.";
  return {
    what: `no node takes it: ${reasons}`,
    fix: isExcluded ? (isFull ? `${choice} ${room}` : choice) : room,
  };
}

type ContainerTrouble = Omit<Trouble, "who" | "log"> & { log?: { isPrevious: boolean } };

const PULL =
  /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError)$/;

function containerTrouble(
  status: ContainerStatus,
  isRestarted: boolean,
): ContainerTrouble | undefined {
  const { image, name, restartCount } = status;
  const { waiting, terminated } = status.state ?? {};
  const { reason = "", message = reason } = waiting ?? {};
  if (PULL.test(reason)) {
    return {
      what: `its image ${image} cannot be pulled: ${pullReason(message)}`,
      fix: "Look at the image's name in LOCUST_MANIFEST, and at the pull secrets.",
      // The first failure may be the registry's; kubelet tries again.
      wait: reason === "ErrImagePull" ? "short" : "no",
    };
  }
  if (reason === "CreateContainerConfigError" || reason === "CreateContainerError") {
    const what = `container ${name} cannot be made: ${message}`;
    return { what, fix: fixOfMissing(message), wait: "no" };
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
      fix: "Raise the limit in the stack's resources.",
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
function fixOfMissing(message: string): string | undefined {
  const [, kind, name] = /\b(secret|configmap) "([^"]+)" not found/.exec(message) ?? [];
  if (name === undefined) return undefined;
  const shown = kind === "secret" ? `Secret ${name}` : `ConfigMap ${name}`;
  return `Make the ${shown} in this namespace, or name another one in the stack.`;
}

/** Returns what keeps a Deployment from making its pods, or undefined: a quota, or the cluster's admission. */
export function deploymentTrouble({ metadata, status }: Deployment): Trouble | undefined {
  const failed = status?.conditions?.find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  if (failed === undefined) return undefined;
  return { who: `Deployment ${metadata?.name}`, ...refused(failed.message ?? ""), wait: "short" };
}

/** Returns in plain words why the API server does not take an object or a pod. */
export function refused(message: string): { what: string; fix?: string } {
  if (/exceeded quota|must specify (limits|requests|cpu|memory)/.test(message)) {
    return {
      what: `the quota of the namespace does not allow it: ${message}`,
      fix: "Ask for less in the stack's resources, use fewer workers, or raise the quota.",
    };
  }
  if (/(minimum|maximum) \S+ usage per|limit to request ratio/.test(message)) {
    return {
      what: `a LimitRange of the namespace does not allow it: ${message}`,
      fix: "Change the stack's resources, or the LimitRange.",
    };
  }
  if (/violates PodSecurity/.test(message)) {
    return {
      what: `the namespace's Pod Security Standard does not allow it: ${message}`,
      fix: "Take back what was changed in LOCUST_MANIFEST, or change the label of the namespace.",
    };
  }
  if (/admission webhook|ValidatingAdmissionPolicy/.test(message)) {
    return { what: `the cluster's admission refuses it: ${message}` };
  }
  return { what: `the cluster refuses it: ${message}` };
}
