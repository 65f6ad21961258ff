import * as pulumi from "@pulumi/pulumi";
import { readFailedWait } from "../cluster/checkCluster.ts";
import type { Plan } from "../plan/planStack.ts";
import { formatProblem } from "../problem.ts";
import { onFailedWaits } from "../pulumi/running/failedWaits.ts";

/**
 * Logs, for each Deployment and Job that Pulumi waited for in vain, what the events of its pods say: a quota's refusal and
 * a node without room are in no error of Pulumi's. Nothing is logged by a CLI before 3.219, which has no error hooks.
 *
 * @param root folder of the stack's file
 */
export async function tellPodEvents(plan: Plan, root: string): Promise<void> {
  const hook = new pulumi.ErrorHook("pod-events", async ({ type, newInputs }) => {
    const kind = type.replace(/.*:/, "");
    const { name, namespace } = Object(newInputs?.metadata);
    for (const problem of await readFailedWait(plan, root, { kind, name, namespace })) {
      await pulumi.log.error(formatProblem(problem));
    }
    return false;
  });
  // The SDK keeps it in a field that its types do not show. It rejects where the CLI has no error hooks.
  const registered: Promise<void> = Reflect.get(hook, "__registered");
  await registered.then(
    () => onFailedWaits(hook),
    () => undefined,
  );
}
