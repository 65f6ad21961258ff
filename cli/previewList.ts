import { connect } from "../src/cluster/connection.ts";
import {
  type FoundReplica,
  listReplicas,
  readPreviewReplicas,
} from "../src/cluster/previewReplicas.ts";
import { readStates } from "../src/controller/cluster/readStates.ts";
import { asked } from "../src/controller/loop/asked.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { formatProblem } from "../src/problem.ts";
import { formatTable } from "../src/textTable.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { stackOption } from "./commonOptions.ts";
import { connectTo } from "./preview/connectTo.ts";

const options = {
  key: { type: "string", placeholder: "key", description: "Only the replicas of this route key" },
  stack: stackOption("Stack whose cluster is asked"),
  context: {
    type: "string",
    placeholder: "name",
    description: "Context of the kubeconfig that is asked; no stack is needed then",
  },
  json: { type: "boolean", description: "Print a JSON list instead of the table" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Lists the preview replicas in the cluster of a stack or of a context, whoever made them. Below them it says what is wrong with the
    annotations of Deployments that ask for copies, and with objects of the controller.`,
  options,
  run: list,
});

async function list(values: Values<typeof options>): Promise<number> {
  const { kubeConfig, all } = await read(values);
  const { states, problems } = await asked(() => readStates(kubeConfig));
  const replicas = all
    .filter(({ key }) => values.key === undefined || key === values.key)
    .map((replica) => ({ ...replica, state: stateOf(replica, states) }));
  if (values.json) console.log(JSON.stringify(replicas));
  else if (replicas.length === 0) console.log("There are no preview replicas.");
  else console.log(tableOf(replicas, new Date().toISOString()));
  for (const problem of problems) console.error(formatProblem(problem));
  return 0;
}

/** Reads the replicas in the cluster of a stack, or of a context. */
async function read({ stack, context }: Values<typeof options>) {
  if (context !== undefined) {
    const kubeConfig = await connectTo(context);
    return { kubeConfig, all: await asked(() => listReplicas(kubeConfig)) };
  }
  const root = process.cwd();
  const { campaign } = checkedStack(stack, root);
  const all = await readPreviewReplicas(campaign, root);
  return { kubeConfig: await connect(campaign.kubeContext), all };
}

type ListedReplica = FoundReplica & { state: string };

function stateOf(
  { namespace, deployment, withdrawn }: FoundReplica,
  states: ReadonlyMap<string, string>,
): string {
  if (withdrawn !== undefined) return "being deleted";
  return states.get(`${namespace}/${deployment}`) ?? "in use";
}

/** Returns a table. `now` decides which replicas have expired. */
export function tableOf(replicas: readonly ListedReplica[], now: string): string {
  const head = ["KEY", "DEPLOYMENT", "READY", "STATE", "IMAGE", "EXPIRES", "MADE FOR"];
  const rows = replicas.map((replica) => [
    replica.key,
    `${replica.namespace}/${replica.deployment}`,
    `${replica.ready}/${replica.replicas}`,
    replica.state,
    replica.images.join(", "),
    expiry(replica.expires, now),
    replica.pullRequest ?? `stack ${replica.stack}`,
  ]);
  return formatTable([head, ...rows], []);
}

function expiry(expires: string | undefined, now: string): string {
  if (expires === undefined) return "never";
  return expires < now ? `${expires} (past)` : expires;
}
