import * as pulumi from "@pulumi/pulumi";
import { readClusterRouting } from "../cluster/readClusterRouting.ts";
import type { LiveLoadTest } from "../emit/loadtest/filledLoadTest.ts";
import type { PlannedLoadTest } from "../emit/loadtest/loadTestObjects.ts";
import { loadTestPrograms } from "../emit/loadtest/programs.ts";
import { agentBundle } from "../laptop/agent/bundle.ts";
import { loadStack } from "../plan/loadStack.ts";
import { faultless, type Plan, planStack } from "../plan/planStack.ts";
import { projectCommit } from "../projectCommit.ts";
import { stackState } from "../pulumi/running/stackState.ts";
import { takeBackFields } from "../pulumi/running/takeBack.ts";
import { serverBundle } from "../server/bundle.ts";
import { preflight } from "./preflight.ts";
import { readLiveLoadTests } from "./readLiveLoadTests.ts";
import { resolveRevision } from "./revision.ts";
import { stackConfig } from "./stackConfig.ts";
import { tellPodEvents } from "./tellPodEvents.ts";

/** A stack's plan with what its cluster knows. */
export interface ProgramPlan extends Plan {
  /** What `istio.revision: auto` resolved to in the stack's cluster, or empty if unknown. */
  revision: string;
  /** What people edited of each load test in the cluster. */
  live: ReadonlyMap<PlannedLoadTest, LiveLoadTest>;
}

/**
 * Plans the stack that Pulumi runs, before anything is declared: a program that fails leaves behind what it has
 * declared so far.
 *
 * @param root folder of the stack's file
 * @throws {UserError} with every mistake in the stack or, if there is none, with everything in the cluster that would
 *   stop it
 */
export async function planProgram(root: string): Promise<ProgramPlan> {
  const loaded = loadStack(pulumi.getStack(), root, { values: stackConfig() });
  const { campaign } = faultless(planStack(loaded));
  const revision = await resolveRevision(campaign);
  const state = await stackState();
  const cluster = await readClusterRouting(campaign, root, state);
  const commit = campaign.loadtests === undefined ? undefined : projectCommit(root);
  const known = {
    ...{
      engineBundle: serverBundle,
      loadTestPrograms,
      agentProgram: agentBundle,
      revision,
      cluster,
    },
    ...(commit !== undefined && { commit }),
  };
  const plan = faultless(planStack(loaded, known));
  await preflight(plan, root, state);
  await tellPodEvents(plan, root);
  const live = await readLiveLoadTests(plan);
  takeBackFields();
  return { ...plan, revision, live };
}
