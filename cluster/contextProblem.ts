import { stackFileOf } from "../config/stackFile.ts";
import { didYouMean, type Problem } from "../problem.ts";
import type { NoSuchContext } from "./connection.ts";

/** What to say of a stack whose context the kubeconfig does not have. */
export function contextProblem(
  { context, contexts, message }: NoSuchContext,
  stack: string,
): Problem {
  const known = contexts.length === 0 ? "It has none." : `It has ${contexts.join(", ")}.`;
  return {
    where: `${stackFileOf(stack)}: kubeContext`,
    what: message,
    fix: didYouMean(context, contexts) ?? known,
  };
}
