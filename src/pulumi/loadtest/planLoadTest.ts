import * as pulumi from "@pulumi/pulumi";
import type { LiveLoadTest } from "../../emit/loadtest/filledLoadTest.ts";
import type { PlannedLoadTest } from "../../emit/loadtest/loadTestObjects.ts";
import { loadTestPrograms } from "../../emit/loadtest/programs.ts";
import { planArguments } from "../../plan/planArguments.ts";
import type { Problem } from "../../problem.ts";
import { type Outputs, takeOutputs } from "../outputs.ts";
import { planOf } from "../planned.ts";
import { refusedOutputs, withProblems } from "../withProblems.ts";
import { readLiveLoadTest } from "./readLiveLoadTest.ts";

/** The arguments of `LoadTest` that may be Outputs. */
export const LOADTEST_OUTPUTS = [
  "secrets.",
  "expose.create.tlsSecret",
  "images.locust.image",
  "images.jobs.image",
  "images.registry.url",
  "images.registry.username",
  "images.registry.password",
];

/** What a `LoadTest` declares. */
export interface LoadTestPlan extends PlannedLoadTest {
  outputs: Outputs;
  /** Edits in the cluster; nothing if they are unknown. */
  live: LiveLoadTest | Promise<LiveLoadTest>;
}

/**
 * Plans a `LoadTest` from its arguments, or returns the plan that was attached to them.
 *
 * @throws {UserError} with every mistake in the arguments and in the scripts
 */
export function planLoadTest(name: string, args: object): LoadTestPlan {
  const planned = planOf<PlannedLoadTest & { live: LiveLoadTest }>(args);
  // A stack's program tells the warnings of all its parts itself.
  if (planned !== undefined) return { ...planned, warnings: [], outputs: {} };
  const { kubeContext, ...said }: { kubeContext?: string } = { ...args };
  const taken = takeOutputs(said);
  const owner = { component: `LoadTest "${name}"`, stack: pulumi.getStack() };
  const refused = refusedOutputs(owner.component, taken, LOADTEST_OUTPUTS);
  const { loadTests, warnings } = withProblems<{
    loadTests: PlannedLoadTest[];
    warnings: Problem[];
  }>(refused, () =>
    planArguments(
      owner,
      { loadtests: [taken.plain] },
      { places: [["loadtests[0]", ""]], loadTestPrograms },
    ),
  );
  const [own] = loadTests;
  if (own === undefined) throw new Error("a load test without problems is planned");
  const live = kubeContext === undefined ? {} : readLiveLoadTest(kubeContext, own.names);
  return { ...own, warnings, outputs: taken.outputs, live };
}
