import type { KubeConfig } from "@kubernetes/client-node";
import { type Problem, UserError } from "../../problem.ts";
import { originsOf } from "../origins.ts";
import { readView } from "./readView.ts";

/**
 * Returns what is wrong with the Deployments that ask for copies, and why this cannot be told if the cluster may not be
 * read as a whole.
 */
export async function readMistakes(kubeConfig: KubeConfig): Promise<Problem[]> {
  try {
    const { broken, warnings } = originsOf(await readView(kubeConfig, undefined));
    return [...warnings, ...broken.flatMap(({ problems }) => problems)];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [...error.problems];
  }
}
