import type { Campaign } from "../../campaign/campaign.ts";
import { withLines } from "../../config/lines.ts";
import { UserError } from "../../problem.ts";
import { connect } from "../connection.ts";
import { unaskable } from "../contextProblem.ts";
import { type ComposedHosts, composeHosts } from "./composeHosts.ts";

/**
 * Composes hosts in a stack's cluster.
 *
 * @param root folder of the stack's file
 * @throws {UserError} when the cluster cannot be asked
 */
export async function composeFor(
  { stack, kubeContext }: Pick<Campaign, "stack" | "kubeContext">,
  root: string,
  hosts: readonly string[],
): Promise<ComposedHosts> {
  try {
    return await composeHosts(await connect(kubeContext), hosts);
  } catch (error) {
    throw new UserError(withLines([unaskable(error, stack)], stack, root));
  }
}
