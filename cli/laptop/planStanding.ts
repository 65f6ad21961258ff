import type { KubeConfig } from "@kubernetes/client-node";
import type { AskedIntercept } from "../../src/laptop/intercept/planIntercept.ts";
import { readTarget } from "../../src/laptop/intercept/readTarget.ts";
import type { Workload } from "../../src/laptop/intercept/workload.ts";
import { findStanding } from "../../src/laptop/standing/findStanding.ts";
import type { JoinOptions } from "../../src/laptop/standing/joinStanding.ts";
import { keyFile, readKey } from "../../src/laptop/standing/laptopKey.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";

/** An agent that a stack declares, and what it is told. */
export interface StandingPlan {
  standing: Omit<JoinOptions, "dial" | "onState">;
  service: string;
  key: string;
  /** Whose environment and files a command has; undefined where nobody wants them, or they may not be read. */
  target: Workload | undefined;
}

/**
 * Returns what joins the agent that a stack declares for a Service and a key, or undefined if there is none.
 *
 * @param file of this machine's key; undefined for the usual one
 * @throws {UserError} if the key cannot be used
 */
export async function planStanding(
  kubeConfig: KubeConfig,
  asked: AskedIntercept,
  wantsWorld: boolean,
  file: string | undefined,
): Promise<StandingPlan | undefined> {
  const { namespace, service, key, ports, take } = asked;
  if (key === undefined) return undefined;
  const agent = await findStanding(kubeConfig, { namespace, service, key });
  if (agent === undefined) return undefined;
  const privateKey = readKey(file ?? keyFile());
  const target = wantsWorld ? await readableTarget(kubeConfig, asked) : undefined;
  return { standing: { agent, ports, take, privateKey }, service, key, target };
}

/** Requests reach this machine without the pod's world too, so that what may not be read is only told. */
async function readableTarget(
  kubeConfig: KubeConfig,
  asked: AskedIntercept,
): Promise<Workload | undefined> {
  const problems: Problem[] = [];
  const target = await readTarget(kubeConfig, asked, problems);
  if (problems.length > 0) {
    console.error("The container's environment and files are not brought here:");
    for (const problem of problems) console.error(formatProblem(problem));
  }
  return target;
}

export function standingSummary({
  standing: { agent, ports },
  service,
  key,
}: StandingPlan): string {
  const local = ports.map((one) => `127.0.0.1:${one.local}`).join(", ");
  return [
    `Requests to ${service}.${agent.namespace} reach ${local} with this, or with the stack's header of keys:`,
    `  baggage: understudy=${key}`,
    `All others reach the Service itself. Agent and routes are a stack's: ${agent.namespace}/${agent.name}.`,
  ].join("\n");
}
