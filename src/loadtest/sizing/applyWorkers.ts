import type { KubeConfig } from "@kubernetes/client-node";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { noRight, pathOf } from "../../cluster/listObjects.ts";
import { patchPath } from "../../cluster/request.ts";
import { UserError } from "../../problem.ts";

/**
 * Writes the number of workers into the properties of a load test, as an edit in a console does: it counts from the next
 * setup on.
 *
 * @throws {UserError} if the cluster refuses it
 */
export async function applyWorkers(
  kubeConfig: KubeConfig,
  { namespace, properties }: Pick<LoadTestNames, "namespace" | "properties">,
  workers: number,
): Promise<void> {
  const kind = { group: "", resource: "configmaps", namespace };
  const change = { data: { WORKER_NUM: String(workers) } };
  const { status } = await patchPath(kubeConfig, `${pathOf(kind)}/${properties}`, change);
  if (status === 200) return;
  if (status === 403) throw new UserError([noRight("patch", kind)]);
  const what = status === 404 ? "it does not exist" : `the cluster answered with status ${status}`;
  const fix = "Update the stack first: pulumi up.";
  throw new UserError([{ where: `ConfigMap ${namespace}/${properties}`, what, fix }]);
}
