import type { KubeConfig } from "@kubernetes/client-node";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { composeHosts } from "../../cluster/live/composeHosts.ts";
import { markWithdrawn } from "../../cluster/live/markWithdrawn.ts";
import { deletePath, getPath } from "../../cluster/request.ts";
import { type Problem, UserError } from "../../problem.ts";
import { settle } from "../../settle.ts";
import { giveServiceBack } from "../led/leadService.ts";
import { takeOut } from "../routed/takeOut.ts";
import { KINDS, pathOfKind } from "./agentKinds.ts";
import type { FoundAgent } from "./listAgents.ts";

/**
 * Has the origin answer again: the routes of an intercept go, or its Service is given back. Resolves when proxies know it.
 * Requests that are on their way reach the laptop or the origin meanwhile. One that is gone, or that somebody has taken
 * over, is left alone.
 *
 * @param problems gets the rights that are missing for marking the routes
 * @returns whether the agent is there, and is this one
 * @throws {UserError} with what else the cluster refuses
 */
export async function withdraw(
  kubeConfig: KubeConfig,
  { namespace, name, uid, host, led }: FoundAgent,
  problems: Problem[],
): Promise<boolean> {
  const found = await getPath(kubeConfig, pathOfKind("Job", namespace, name));
  // Whoever has taken it over has made another one of its name.
  if (found.status === 200 && uidOf(found.text) !== uid) return false;
  // Also if the agent is gone: somebody may have removed it before it could give the Service back.
  if (led !== undefined && (await giveServiceBack(kubeConfig, { namespace, service: led }, name))) {
    await settle();
  }
  const isThere = found.status !== 404;
  if (host === undefined || led !== undefined) return isThere;
  // Who removes a Job by hand removes its agent, which would have taken the routes out. Its Service goes a moment later.
  if (isThere || (await isServiceLeft(kubeConfig, { namespace, name, uid }))) {
    const object = { kind: KINDS.Service, metadata: { name, namespace } };
    await markWithdrawn(kubeConfig, object, new Date().toISOString(), problems);
  }
  const { written, problems: wrong, untouched } = await composeHosts(kubeConfig, [host]);
  const isLeft = wrong.length + untouched.length > 0;
  const isTaken = isLeft && (await takeOut(kubeConfig, `${name}.${namespace}`, problems));
  if (written.length > 0 || isTaken) await settle();
  return isThere;
}

/** Another agent may have its name by now. */
async function isServiceLeft(
  kubeConfig: KubeConfig,
  { namespace, name, uid }: Pick<FoundAgent, "namespace" | "name" | "uid">,
): Promise<boolean> {
  const { status, text } = await getPath(kubeConfig, pathOfKind("Service", namespace, name));
  const service: Service | undefined = status === 200 ? JSON.parse(text) : undefined;
  return service?.metadata?.ownerReferences?.some((owner) => owner.uid === uid) === true;
}

/**
 * Ends an intercept: it is withdrawn first, then its objects go. One that is gone, or that somebody has taken over, is left
 * alone.
 *
 * @throws {UserError} with what the cluster refuses
 */
export async function leave(kubeConfig: KubeConfig, agent: FoundAgent): Promise<void> {
  const { namespace, name, uid } = agent;
  const problems: Problem[] = [];
  if (!(await withdraw(kubeConfig, agent, problems))) return;
  const path = pathOfKind("Job", namespace, name);
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
