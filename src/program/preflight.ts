import * as pulumi from "@pulumi/pulumi";
import { checkCluster } from "../cluster/checkCluster.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import type { Plan } from "../plan/planStack.ts";
import { formatProblem, UserError } from "../problem.ts";

/**
 * Asks the stack's cluster whether it will accept the mocks and the routing, before any of them is declared. If the
 * cluster cannot be asked, the provider reports that with more detail.
 *
 * @throws {UserError} with everything that would stop them
 */
export async function preflight(plan: Plan, root: string, state?: StackState): Promise<void> {
  const { problems, warnings, unknown } = await checkCluster(plan, root, state);
  if (problems.length > 0) throw new UserError(problems);
  for (const warning of warnings) pulumi.log.warn(formatProblem(warning));
  if (unknown !== undefined) pulumi.log.warn(`the cluster could not be asked: ${unknown}`);
}
