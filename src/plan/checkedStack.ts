import { type LoadOptions, loadStack } from "./loadStack.ts";
import { faultless, type Plan, planStack } from "./planStack.ts";

/**
 * Returns a stack's plan without what only the cluster knows.
 *
 * @param stack the stack's name: `stg` for `Pulumi.stg.yaml`
 * @param root folder of the stack's file
 * @throws {UserError} with every mistake in the stack and in the files that it names
 */
export function checkedStack(stack: string, root: string, options?: LoadOptions): Plan {
  return faultless(planStack(loadStack(stack, root, options)));
}
