import { parseArgs } from "node:util";
import { type FoundReplica, readPreviewReplicas } from "../src/cluster/previewReplicas.ts";
import { loadCampaign } from "../src/config/loadCampaign.ts";
import type { Command } from "./command.ts";
import { formatTable } from "./table.ts";

const usage = `Usage: npm run understudy -- preview list [options]

Lists the preview replicas in a stack's cluster, whoever made them.

Options:
  --key <key>      Only those of this route key
  --stack <name>   The stack whose cluster is asked, of Pulumi.<name>.yaml (default: stg)
  --json           Print a JSON list instead of the table
  -h, --help       This text`;

export const command: Command = {
  summary: "List the preview replicas in the cluster",
  usage,
  run: list,
};

const options = {
  key: { type: "string" },
  stack: { type: "string", default: "stg" },
  json: { type: "boolean", default: false },
} as const;

async function list(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  const root = process.cwd();
  const all = await readPreviewReplicas(loadCampaign(values.stack, root), root);
  const replicas = all.filter(({ key }) => values.key === undefined || key === values.key);
  if (values.json) console.log(JSON.stringify(replicas));
  else if (replicas.length === 0) console.log("There are no preview replicas.");
  else console.log(tableOf(replicas, new Date().toISOString()));
  return 0;
}

/** For people; `now` tells what is past its date. */
export function tableOf(replicas: FoundReplica[], now: string): string {
  const head = ["KEY", "DEPLOYMENT", "READY", "IMAGE", "EXPIRES", "STACK"];
  const rows = replicas.map((replica) => [
    replica.key,
    `${replica.namespace}/${replica.deployment}`,
    `${replica.ready}/${replica.replicas}`,
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
