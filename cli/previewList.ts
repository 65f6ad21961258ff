import { type FoundReplica, readPreviewReplicas } from "../src/cluster/previewReplicas.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { formatTable } from "../src/textTable.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { stackOption } from "./commonOptions.ts";

const options = {
  key: { type: "string", placeholder: "key", description: "Only the replicas of this route key" },
  stack: stackOption("Stack whose cluster is asked"),
  json: { type: "boolean", description: "Print a JSON list instead of the table" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Lists the preview replicas in a stack's cluster, whoever made them.`,
  options,
  run: list,
});

async function list(values: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  const all = await readPreviewReplicas(checkedStack(values.stack, root).campaign, root);
  const replicas = all.filter(({ key }) => values.key === undefined || key === values.key);
  if (values.json) console.log(JSON.stringify(replicas));
  else if (replicas.length === 0) console.log("There are no preview replicas.");
  else console.log(tableOf(replicas, new Date().toISOString()));
  return 0;
}

/** Returns a table. `now` decides which replicas have expired. */
export function tableOf(replicas: FoundReplica[], now: string): string {
  const head = ["KEY", "DEPLOYMENT", "READY", "STATE", "IMAGE", "EXPIRES", "STACK"];
  const rows = replicas.map((replica) => [
    replica.key,
    `${replica.namespace}/${replica.deployment}`,
    `${replica.ready}/${replica.replicas}`,
    replica.withdrawn === undefined ? "in use" : "being deleted",
    replica.images.join(", "),
    expiry(replica.expires, now),
    replica.stack,
  ]);
  return formatTable([head, ...rows], []);
}

function expiry(expires: string | undefined, now: string): string {
  if (expires === undefined) return "never";
  return expires < now ? `${expires} (past)` : expires;
}
