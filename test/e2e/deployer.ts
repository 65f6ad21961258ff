import type { Project } from "./project.ts";

/** A way to bring a project's stack onto the cluster, and away again. */
export interface Deployer {
  /** Deploys the stack as it is now; resolves when every mock is ready. */
  up(project: Project): Promise<void>;
  destroy(project: Project): Promise<void>;
}
