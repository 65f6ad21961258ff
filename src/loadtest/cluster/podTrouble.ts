import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { ContainerStatus, Pod } from "kubernetes-types/core/v1.d.ts";

/** What keeps a pod from running, in plain words. */
export interface Trouble {
  /** `Pod locust-master` */
  who: string;
  what: string;
  fix?: string;
  /** Whether it can pass by itself: a node that is added, a quota that is freed. */
  mayPass: boolean;
  /** The container whose log may say more. */
  log?: { pod: string; container: string; isPrevious: boolean };
}

/** Returns the first thing that keeps a pod from running, or undefined. */
export function podTrouble(pod: Pod): Trouble | undefined {
  const { metadata, status } = pod;
  const who = `Pod ${metadata?.name}`;
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const container of all) {
    const trouble = containerTrouble(container);
    if (trouble !== undefined) {
      const { log, ...rest } = trouble;
      const pod = metadata?.name ?? "";
      return { who, ...rest, ...(log && { log: { pod, container: container.name, ...log } }) };
    }
  }
  if (status?.phase === "Failed" || status?.phase === "Succeeded") {
    const reason = [status.reason, status.message].filter(Boolean).join(": ");
    return { who, what: `it ended${reason === "" ? "" : `: ${reason}`}`, mayPass: false };
  }
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False" && scheduled.reason === "Unschedulable") {
    return {
      who,
      what: `no node has room for it: ${scheduled.message}`,
      fix: "Ask for less in the stack's resources, use fewer workers, or add a node.",
      mayPass: true,
    };
  }
  return undefined;
}

type ContainerTrouble = Omit<Trouble, "who" | "log"> & { log?: { isPrevious: boolean } };

const PULL =
  /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError)$/;

function containerTrouble(status: ContainerStatus): ContainerTrouble | undefined {
  const { image, name, restartCount } = status;
  const { waiting, terminated } = status.state ?? {};
  const reason = waiting?.reason ?? "";
  if (PULL.test(reason)) {
    return {
      what: `its image ${image} cannot be pulled: ${waiting?.message ?? reason}`,
      fix: "Look at the image's name in LOCUST_MANIFEST, and at the pull secrets.",
      // The first failure may be the registry's; kubelet tries again.
      mayPass: reason === "ErrImagePull",
    };
  }
  if (reason === "CreateContainerConfigError" || reason === "CreateContainerError") {
    return { what: `container ${name} cannot be made: ${waiting?.message}`, mayPass: false };
  }
  if (reason === "RunContainerError") {
    return { what: `container ${name} cannot start: ${waiting?.message}`, mayPass: false };
  }
  const last = terminated ?? (restartCount > 0 ? status.lastState?.terminated : undefined);
  if (last === undefined || last.exitCode === 0) {
    return undefined;
  }
  if (last.reason === "OOMKilled") {
    return {
      what: `container ${name} needed more memory than its limit`,
      fix: "Raise the limit in the stack's resources.",
      mayPass: false,
    };
  }
  return {
    what: `container ${name} ended with exit code ${last.exitCode}`,
    // Locust ends a worker that finds no master for long, and Kubernetes starts it again.
    mayPass: terminated === undefined || restartCount < 2,
    log: { isPrevious: terminated === undefined },
  };
}

/** Returns what keeps a Deployment from making its pods, or undefined: a quota, or the cluster's admission. */
export function deploymentTrouble({ metadata, status }: Deployment): Trouble | undefined {
  const failed = status?.conditions?.find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  if (failed === undefined) return undefined;
  return { who: `Deployment ${metadata?.name}`, ...refused(failed.message ?? ""), mayPass: true };
}

/** Returns in plain words why the API server does not take an object or a pod. */
export function refused(message: string): { what: string; fix?: string } {
  if (/exceeded quota|must specify (limits|requests|cpu|memory)/.test(message)) {
    return {
      what: `the quota of the namespace does not allow it: ${message}`,
      fix: "Ask for less in the stack's resources, use fewer workers, or raise the quota.",
    };
  }
  if (/admission webhook|violates PodSecurity|ValidatingAdmissionPolicy/.test(message)) {
    return { what: `the cluster's admission refuses it: ${message}` };
  }
  return { what: `the cluster refuses it: ${message}` };
}
