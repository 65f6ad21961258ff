import * as pulumi from "@pulumi/pulumi";
import { readClusterRouting } from "../cluster/readClusterRouting.ts";
import { loadStack } from "../plan/loadStack.ts";
import { faultless, type Plan, planStack } from "../plan/planStack.ts";
import { serverBundle } from "../server/bundle.ts";
import { preflight } from "./preflight.ts";
import { resolveRevision } from "./revision.ts";
import { stackConfig } from "./stackConfig.ts";

/** A stack's plan with what its cluster knows. */
export interface ProgramPlan extends Plan {
  /** What `istio.revision: auto` stands for in the stack's cluster; empty where that is unknown. */
  revision: string;
}

/**
 * Plans the stack that Pulumi runs, before anything is declared: a program that ends with an error leaves what it has
 * declared until then.
 *
 * @param root Folder of the stack's file.
 * @throws {UserError} with every mistake in the stack; where there is none, with everything in the cluster that would
 *   stop it
 */
export async function planProgram(root: string): Promise<ProgramPlan> {
  const loaded = loadStack(pulumi.getStack(), root, { values: stackConfig() });
  const { campaign } = faultless(planStack(loaded));
  const revision = await resolveRevision(campaign);
  const cluster = await readClusterRouting(campaign, root);
  const known = { engineBundle: serverBundle(), revision, cluster };
  const plan = faultless(planStack(loaded, known));
  await preflight(plan, root);
  return { ...plan, revision };
}
