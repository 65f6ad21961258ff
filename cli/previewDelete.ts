import type { Campaign } from "../src/campaign/campaign.ts";
import { type FoundReplica, readPreviewReplicas } from "../src/cluster/previewReplicas.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { UsageError } from "./command/usageError.ts";
import { stackOption } from "./commonOptions.ts";
import { previewStackOf } from "./preview/previewStack.ts";
import { pulumi } from "./preview/pulumiCli.ts";
import { routeKey } from "./routeReaders.ts";

const options = {
  key: {
    type: "string",
    placeholder: "key",
    multiple: true,
    reader: routeKey,
    description: "Route key, such as pr-12",
  },
  expired: {
    type: "boolean",
    description: "Every key whose replicas are all past their date; asks the cluster",
  },
  stack: stackOption("Stack that routes the hosts of the replicas"),
  yes: { type: "boolean", description: "Do not ask before each update: for CI" },
  "dry-run": { type: "boolean", description: "Print the commands, and do nothing" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Removes all preview replicas of route keys, which are given by --key or --expired: destroys the stack of each key,
    and then updates the stack that routes their hosts. A key without replicas is no error.`,
  options,
  examples: ["understudy preview delete --key pr-12", "understudy preview delete --expired --yes"],
  run: remove,
});

async function remove(values: Values<typeof options>): Promise<number> {
  if (values.expired === values.key.length > 0) {
    throw new UsageError([{ where: "preview delete", what: "expected either --key or --expired" }]);
  }
  const root = process.cwd();
  const router = checkedStack(values.stack, root).campaign;
  const keys = values.expired ? await expiredKeys(router, root) : values.key;
  if (keys.length === 0) console.log("No preview is past its date.");
  const yes = values.yes ? ["--yes"] : [];
  const gone: string[] = [];
  for (const key of keys) {
    const stack = previewStackOf(key);
    const select = ["stack", "select", stack];
    const destroy = ["destroy", "--stack", stack, "--remove", ...yes];
    if (values["dry-run"]) {
      console.log(`pulumi ${select.join(" ")}\npulumi ${destroy.join(" ")}`);
      gone.push(key);
      continue;
    }
    const selected = await pulumi(select);
    if (selected.code !== 0 && /no stack named/.test(selected.text)) {
      console.log(`${key}: there is no preview of it.`);
      continue;
    }
    if (selected.code !== 0 || (await pulumi(destroy)).code !== 0) return 1;
    gone.push(key);
  }
  if (gone.length === 0) return 0;
  const up = ["up", "--stack", values.stack, ...yes];
  if (values["dry-run"]) console.log(`pulumi ${up.join(" ")}`);
  else if ((await pulumi(up)).code !== 0) return 1;
  return 0;
}

/** Keys whose replicas are all past their date. What another stack made is only named: it has more than previews. */
async function expiredKeys(router: Campaign, root: string): Promise<string[]> {
  const replicas = await readPreviewReplicas(router, root);
  const now = new Date().toISOString();
  const past = ({ expires }: FoundReplica) => expires !== undefined && expires < now;
  const isOwn = ({ key, stack }: FoundReplica) => stack === previewStackOf(key);
  for (const replica of replicas.filter((one) => past(one) && !isOwn(one))) {
    const { namespace, deployment, stack } = replica;
    console.error(`${namespace}/${deployment} is past its date: remove it from stack ${stack}.`);
  }
  const byKey = Map.groupBy(replicas.filter(isOwn), ({ key }) => key);
  return [...byKey].filter(([, own]) => own.every(past)).map(([key]) => key);
}
