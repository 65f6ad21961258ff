import type { PodSecurityContext, SecurityContext } from "kubernetes-types/core/v1.d.ts";

// What the Pod Security Standard `restricted` asks for: https://kubernetes.io/docs/concepts/security/pod-security-standards/

/** The user that our pods run as. */
export const USER = 1000;

export const POD_SECURITY: PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  seccompProfile: { type: "RuntimeDefault" },
};

export const CONTAINER_SECURITY: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
