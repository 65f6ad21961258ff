import type { Project } from "./project.ts";

/** A way to deploy a project's stack to the cluster and to remove it. */
export interface Deployer {
  /** Deploys the stack as it is now; resolves when every mock is ready. */
  up(project: Project): Promise<void>;
  destroy(project: Project): Promise<void>;
}
