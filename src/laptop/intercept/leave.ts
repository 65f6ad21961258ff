import type { KubeConfig } from "@kubernetes/client-node";
import { composeHosts } from "../../cluster/live/composeHosts.ts";
import { markWithdrawn } from "../../cluster/live/markWithdrawn.ts";
import { deletePath, getPath } from "../../cluster/request.ts";
import { type Problem, UserError } from "../../problem.ts";
import { settle } from "../../settle.ts";
import { giveServiceBack } from "../led/leadService.ts";
import { KINDS, pathOfKind } from "./agentKinds.ts";
import type { FoundAgent } from "./listAgents.ts";

/**
 * Ends an intercept: its routes go first, then its objects. Requests that are on their way reach the laptop or the origin
 * meanwhile. One that is gone, or that somebody has taken over, is left alone.
 *
 * @throws {UserError} with what the cluster refuses
 */
export async function leave(
  kubeConfig: KubeConfig,
  { namespace, name, uid, host, led }: FoundAgent,
): Promise<void> {
  const path = pathOfKind("Job", namespace, name);
  const found = await getPath(kubeConfig, path);
  // Whoever has taken it over has made another one of its name.
  if (found.status === 200 && uidOf(found.text) !== uid) return;
  // Also if the agent is gone: somebody may have removed it before it could give the Service back.
  if (led !== undefined && (await giveServiceBack(kubeConfig, { namespace, service: led }, name))) {
    await settle();
  }
  if (found.status === 404) return;
  const problems: Problem[] = [];
  if (host !== undefined && led === undefined) {
    const object = { kind: KINDS.Service, metadata: { name, namespace } };
    await markWithdrawn(kubeConfig, object, new Date().toISOString(), problems);
    const { written } = await composeHosts(kubeConfig, [host]);
    if (written.length > 0) await settle();
  }
  const { status, text } = await deletePath(kubeConfig, path, "Background", uid);
  // 409: another one has its name by now.
  if (![200, 202, 404, 409].includes(status)) {
    problems.push({ where: `Job ${namespace}/${name}`, what: `cannot be removed: ${text}` });
  }
  if (problems.length > 0) throw new UserError(problems);
}

function uidOf(job: string): string | undefined {
  const { metadata }: { metadata?: { uid?: string } } = JSON.parse(job);
  return metadata?.uid;
}
