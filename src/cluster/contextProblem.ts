import { stackFileOf } from "../config/stackFile.ts";
import { didYouMean, type Problem } from "../problem.ts";
import { messageOf, NoSuchContext } from "./connection.ts";

/** What to say of a stack whose context the kubeconfig does not have. */
export function contextProblem(
  { context, contexts, message }: NoSuchContext,
  stack: string,
): Problem {
  const known =
    contexts.length === 0
      ? "It has none at all: where is it? KUBECONFIG says so, or it is ~/.kube/config."
      : `It has ${contexts.join(", ")}.`;
  return {
    where: `${stackFileOf(stack)}: kubeContext`,
    what: message,
    fix: didYouMean(context, contexts) ?? known,
  };
}

/** What to say of a cluster that could not be asked at all. */
export function unaskable(error: unknown, stack: string): Problem {
  return error instanceof NoSuchContext
    ? contextProblem(error, stack)
    : { where: "cluster", what: `could not be asked: ${messageOf(error)}` };
}
