import { setTimeout } from "node:timers/promises";
import { runJob } from "../../src/loadtest/client/runJob.ts";
import { UserError } from "../../src/problem.ts";
import type { Target } from "./target.ts";

type Say = (line: string) => void;

/** A set-up that was removed holds its lock until its pod has ended. */
const RELEASE_MS = 5_000;
const RELEASES = 6;

/**
 * Builds the Locust cluster, without a run even if the stack says `headless`. Returns early at the signal, when the Job
 * is removed.
 *
 * @param keep whether a set-up that fails leaves what it has made
 * @throws {UserError} when it fails; its log has said why
 */
export async function setUp(
  target: Target,
  say: Say,
  signal: AbortSignal,
  keep: boolean,
): Promise<void> {
  const { kubeConfig, names } = target;
  const { namespace, setup: cronJob } = names;
  const end = await runJob({ kubeConfig, namespace, cronJob, more: ["only"], say, signal });
  if (end !== "failed") return;
  if (!keep) await cleanUp(target, say);
  const what = "the Locust cluster could not be set up, for the reason above";
  throw new UserError([{ where: target.loadTest, what }]);
}

/**
 * Removes the Locust cluster. What stays is told, and is no reason to lose the run's verdict.
 *
 * @param more `at-once`: without waiting for a run's report
 */
export async function cleanUp(target: Target, say: Say, more: string[] = []): Promise<boolean> {
  const { kubeConfig, names, loadTest } = target;
  const { namespace, cleanup: cronJob } = names;
  const end = await runJob({ kubeConfig, namespace, cronJob, more, say });
  if (end === "succeeded") return true;
  say(`${loadTest}: not everything is removed. Try again: understudy loadtest cleanup`);
  return false;
}

/** Removes the Locust cluster after a set-up that was itself removed. */
export async function cleanUpAfterSetUp(target: Target, say: Say): Promise<void> {
  for (let i = 0; i < RELEASES && !(await cleanUp(target, say)); i++) await setTimeout(RELEASE_MS);
}
