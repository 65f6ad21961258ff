import type { KubeConfig } from "@kubernetes/client-node";
import type { LoadTestConfig } from "../../src/campaign/loadTest.ts";
import { type LoadTestNames, loadTestNames } from "../../src/campaign/loadTestNames.ts";
import { loadTestOf, loadTestTitle } from "../../src/campaign/loadTestOf.ts";
import { unaskable } from "../../src/cluster/askCluster.ts";
import { connect, NoSuchContext } from "../../src/cluster/connection.ts";
import { withLines } from "../../src/config/lines.ts";
import { readCampaign } from "../../src/config/readCampaign.ts";
import { forwardTo } from "../../src/loadtest/client/forward.ts";
import { Unreachable } from "../../src/loadtest/client/readyPod.ts";
import { type ReporterClient, reporterClient } from "../../src/loadtest/client/reporterClient.ts";
import { Refusal } from "../../src/loadtest/observe/master.ts";
import { LOADTEST_PORTS } from "../../src/loadtest/places.ts";
import { UserError } from "../../src/problem.ts";
import { UsageError } from "../command/usageError.ts";

/** A load test of a stack, and its cluster. */
export interface Target {
  stack: string;
  config: LoadTestConfig;
  names: LoadTestNames;
  /** What people call it: `loadtest`, or its name. */
  loadTest: string;
  kubeConfig: KubeConfig;
  reporter: ReporterClient;
}

export interface Asked {
  stack: string;
  name: string | undefined;
}

/**
 * Calls `work` with the load test that is meant, and returns its result. What the cluster refuses becomes a problem in
 * plain words.
 *
 * @throws {UserError}
 */
export async function withTarget<T>(
  asked: Asked,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const root = process.cwd();
  const { campaign, problems } = readCampaign(asked.stack, root);
  if (problems.length > 0) throw new UserError(withLines(problems, asked.stack, root));
  const config = loadTestOf(campaign, asked.name);
  const names = loadTestNames(config);
  const loadTest = loadTestTitle(config);
  try {
    const kubeConfig = await connect(campaign.kubeContext);
    const { namespace, reporter: service } = names;
    const open = forwardTo(kubeConfig, { namespace, service, port: LOADTEST_PORTS.reporter });
    const reporter = reporterClient(open);
    return await work({ stack: asked.stack, config, names, loadTest, kubeConfig, reporter });
  } catch (error) {
    const told = plain(error, asked.stack, loadTest);
    if (!(told instanceof UserError) || told instanceof UsageError) throw told;
    throw new UserError(withLines([...told.problems], asked.stack, root));
  }
}

function plain(error: unknown, stack: string, loadTest: string): unknown {
  if (error instanceof Refusal) return new UserError([{ where: loadTest, what: error.message }]);
  if (error instanceof Unreachable) {
    const fix = "If the load test is not set up: understudy loadtest setup.";
    return new UserError([{ where: loadTest, what: error.message, fix }]);
  }
  // What the kubeconfig or the API server's address refuses has a cause or a code; a mistake of ours has neither.
  const isRefused = error instanceof Error && ("code" in error || error.cause instanceof Error);
  if (!isRefused && !(error instanceof NoSuchContext)) return error;
  return new UserError([unaskable(error, stack)]);
}
