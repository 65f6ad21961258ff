import type { Campaign } from "../config/campaign.ts";
import { withLines } from "../config/lines.ts";
import { stackFileOf } from "../config/stackFile.ts";
import { didYouMean, type Problem } from "../problem.ts";
import { clusterProblems } from "./clusterProblems.ts";
import { connect, messageOf, NoSuchContext } from "./connection.ts";
import { type DeclaredMock, needsOf } from "./needs.ts";
import { readState } from "./state.ts";

/** What was found out about a campaign's cluster. */
export interface ClusterReport {
  /** What would stop the campaign there; none is known of where the cluster could not be asked. */
  problems: Problem[];
  /** Why it could not be asked: a clause for people. Undefined where it was. */
  unknown?: string;
}

/** Longer than any cluster takes to answer, in milliseconds. */
const PATIENCE = 20_000;

/** Asks a campaign's cluster for everything that would stop the campaign there, and changes nothing. Never throws. */
export async function checkCluster(
  { kubeContext, stack }: Campaign,
  mocks: readonly DeclaredMock[],
  root: string,
): Promise<ClusterReport> {
  try {
    const kubeConfig = await connect(kubeContext);
    const state = await within(PATIENCE, readState(kubeConfig, needsOf(mocks)));
    return { problems: withLines(clusterProblems(mocks, state), stack, root) };
  } catch (error) {
    if (!(error instanceof NoSuchContext)) return { problems: [], unknown: messageOf(error) };
    const { contexts, message } = error;
    const known = contexts.length === 0 ? "It has none." : `It has ${contexts.join(", ")}.`;
    const problem = {
      where: `${stackFileOf(stack)}: kubeContext`,
      what: message,
      fix: didYouMean(kubeContext ?? "", contexts) ?? known,
    };
    return { problems: withLines([problem], stack, root) };
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${ms / 1000} s`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
