import * as pulumi from "@pulumi/pulumi";
import { checkCluster } from "../cluster/checkCluster.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import type { Plan } from "../plan/planStack.ts";
import { scriptMistakes } from "../plan/scriptMistakes.ts";
import { formatProblem, UserError } from "../problem.ts";

/**
 * Asks Python whether it compiles the scripts of load tests, and the stack's cluster whether it will accept what the stack
 * declares, before anything is declared. If the cluster cannot be asked, the provider reports that with more detail.
 *
 * @throws {UserError} with everything that would stop them
 */
export async function preflight(plan: Plan, root: string, state?: StackState): Promise<void> {
  const [mistakes, { problems, warnings, unknown }] = await Promise.all([
    scriptMistakes(plan),
    checkCluster(plan, root, state),
  ]);
  if (mistakes.length + problems.length > 0) throw new UserError([...mistakes, ...problems]);
  for (const warning of warnings) pulumi.log.warn(formatProblem(warning));
  if (unknown !== undefined) pulumi.log.warn(`the cluster could not be asked: ${unknown}`);
}
