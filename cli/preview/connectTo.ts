import type { KubeConfig } from "@kubernetes/client-node";
import { connect, NoSuchContext } from "../../src/cluster/connection.ts";
import { didYouMean, UserError } from "../../src/problem.ts";

/**
 * Returns the kubeconfig with the context of `--context`, or its current one.
 *
 * @throws {UserError} if it does not have the context
 */
export async function connectTo(context: string | undefined): Promise<KubeConfig> {
  try {
    return await connect(context);
  } catch (error) {
    if (!(error instanceof NoSuchContext)) throw error;
    const fix = didYouMean(error.context, error.contexts);
    throw new UserError([{ where: "--context", what: error.message, fix }]);
  }
}
