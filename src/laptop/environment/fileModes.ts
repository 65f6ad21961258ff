import type { Pod } from "kubernetes-types/core/v1.d.ts";

/** What the kubelet adds to the permissions of files where the pod has a group for its volumes (`SetVolumeOwnership`). */
const OF_GROUP = 0o440;
const OF_TOKEN = 0o600;

/** Returns the permissions of a file as the pod sees them. */
export function modeIn({ spec }: Pod, mode: number): number {
  return spec?.securityContext?.fsGroup === undefined ? mode : mode | OF_GROUP;
}

/**
 * Returns the permissions of a service account's token before the group's: its owner's alone where the kubelet knows who
 * that is, which is the user of all containers or the group (`projected.go` and `FsUserFrom` of the kubelet).
 */
export function tokenMode({ spec }: Pod, mode: number): number {
  const { containers = [], initContainers = [], securityContext } = spec ?? {};
  const users = [...initContainers, ...containers].map(
    (one) => one.securityContext?.runAsUser ?? securityContext?.runAsUser,
  );
  const isOne = users[0] !== undefined && users.every((user) => user === users[0]);
  return isOne || securityContext?.fsGroup !== undefined ? OF_TOKEN : mode;
}
