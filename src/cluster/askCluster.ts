import type { KubeConfig } from "@kubernetes/client-node";
import type { Campaign } from "../campaign/campaign.ts";
import { withLines } from "../config/lines.ts";
import { stackFileOf } from "../config/stackFile.ts";
import { didYouMean, type Problem, UserError } from "../problem.ts";
import { connect, messageOf, NoSuchContext } from "./connection.ts";
import { PATIENCE, within } from "./patience.ts";

/**
 * Returns what work with the cluster of a stack resolves to.
 *
 * @param root folder of the stack's file
 * @param work adds problems for what it may not read or change
 * @param patience in milliseconds; longer than the limits of its own that work has which writes
 * @throws {UserError} when the cluster cannot be asked, or with the problems of the work
 */
export async function askCluster<T>(
  { stack, kubeContext }: Pick<Campaign, "stack" | "kubeContext">,
  root: string,
  work: (kubeConfig: KubeConfig, problems: Problem[]) => Promise<T>,
  patience = PATIENCE,
): Promise<T> {
  const problems: Problem[] = [];
  const asked = connect(kubeContext).then((kubeConfig) => work(kubeConfig, problems));
  const answer = await within(patience, asked).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    throw new UserError(withLines([unaskable(error, stack)], stack, root));
  });
  if (problems.length > 0) throw new UserError(problems);
  return answer;
}

/** Returns the problem of a stack whose context the kubeconfig does not have. */
export function contextProblem(
  { context, contexts, message }: NoSuchContext,
  stack: string,
): Problem {
  const known =
    contexts.length === 0
      ? "It has no contexts at all. It is read from KUBECONFIG or ~/.kube/config."
      : `It has ${contexts.join(", ")}.`;
  return {
    where: `${stackFileOf(stack)}: kubeContext`,
    what: message,
    fix: didYouMean(context, contexts) ?? known,
  };
}

/** Returns the problem of a cluster that could not be asked. */
export function unaskable(error: unknown, stack: string): Problem {
  return error instanceof NoSuchContext
    ? contextProblem(error, stack)
    : { where: "cluster", what: `could not be asked: ${messageOf(error)}` };
}
