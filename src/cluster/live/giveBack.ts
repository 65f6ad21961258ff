import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../../problem.ts";
import { listObjects } from "../listObjects.ts";
import { type LiveVirtualService, nameOf, VIRTUAL_SERVICES } from "./liveVirtualService.ts";
import { givenBack, hasKept } from "./takenOver.ts";
import { readAgain, refusedRoutes, writeForTeam } from "./writeRoutes.ts";

/**
 * Gives all VirtualServices that were taken over their own routes back. Adds a problem for each
 * whose own routes cannot be read, or that the cluster refuses.
 *
 * @param namespaces undefined for all
 * @returns those that were changed: `shop/payments`
 * @throws {Error} when the cluster cannot be asked
 */
export async function giveBack(
  kubeConfig: KubeConfig,
  namespaces: readonly string[] | undefined,
  problems: Problem[],
): Promise<string[]> {
  const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, problems);
  const written: string[] = [];
  for (const one of all ?? []) {
    if (namespaces?.includes(one.metadata.namespace) === false) continue;
    let found: LiveVirtualService | undefined = one;
    while (found !== undefined && hasKept(found)) {
      const content = givenBack(found, problems);
      if (content === undefined) break;
      const answer = await writeForTeam(kubeConfig, found, content);
      if (answer.status === 409) {
        found = await readAgain(kubeConfig, found);
        continue;
      }
      if (answer.status === 200) written.push(nameOf(found));
      else problems.push(refusedRoutes(found, answer));
      break;
    }
  }
  return written;
}
