import { stackFileOf } from "../config/stackFile.ts";
import { didYouMean, type Problem } from "../problem.ts";
import { messageOf, NoSuchContext } from "./connection.ts";

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
