import type { DeploymentStrategy } from "kubernetes-types/apps/v1.d.ts";

/** The next reporter starts beside the one before, which ends when the next one has copied the reports on its disk. */
export const BESIDE: DeploymentStrategy = {
  type: "RollingUpdate",
  rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
};
