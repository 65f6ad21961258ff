import type { KubeConfig } from "@kubernetes/client-node";
import type { Tell } from "../../forge/previewReport.ts";
import type { Forge } from "../../forge/pullRequest.ts";
import type { Problem } from "../../problem.ts";
import type { Registries } from "../../registry/registries.ts";
import { settle } from "../../settle.ts";
import { liveCluster } from "../cluster/liveCluster.ts";
import { pullLogins } from "../cluster/pullLogins.ts";
import type { World } from "../world.ts";

/** What rounds ask beside the cluster, and where. Forge and registries keep what they were answered for later rounds. */
export interface Asked {
  forge: Forge;
  /** Tells pull requests about their copies. */
  tell?: Tell | undefined;
  registries: Registries;
  /** The namespaces that the controller looks at; without it all. */
  namespaces?: readonly string[] | undefined;
}

/** Returns the world as it is. */
export function liveWorld(
  kubeConfig: KubeConfig,
  { forge, tell, registries, namespaces }: Asked,
): World {
  return {
    now: Date.now,
    forge,
    tell,
    cluster: liveCluster(kubeConfig, namespaces),
    async lookUp(reference, origin) {
      const unread: Problem[] = [];
      const logins = () => pullLogins(kubeConfig, origin, unread);
      const answer = await registries.lookUp(reference, logins);
      if (answer.state !== "unknown") return answer;
      const reasons = [answer.reason, ...unread.map(({ what }) => what)];
      return { ...answer, reason: [...new Set(reasons)].join("; ") };
    },
    settle,
  };
}
