import type { Campaign } from "../src/campaign/campaign.ts";
import { type FoundReplica, readPreviewReplicas } from "../src/cluster/previewReplicas.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { UsageError } from "./command/usageError.ts";
import { stackOption } from "./commonOptions.ts";
import { checkAsking } from "./preview/confirm.ts";
import { previewStackOf } from "./preview/previewStack.ts";
import { requireStack, selectStack } from "./preview/pulumiStack.ts";
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
  json: {
    type: "boolean",
    description: "Print the removed keys as one JSON object, and progress to standard error",
  },
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
  if (values["dry-run"]) {
    printCommands(keys, values);
    return 0;
  }
  // With --json, standard output holds that object and nothing else.
  const say = values.json ? console.error : console.log;
  if (keys.length === 0) say("No preview is past its date.");
  else checkAsking(values.yes);
  const place = { folder: root, progress: values.json ? process.stderr : process.stdout };
  const deleted: string[] = [];
  for (const key of keys) {
    const stack = await selectStack(previewStackOf(key), place);
    if (stack === undefined) say(`${key}: there is no preview with this key.`);
    else if (!(await stack.destroy(values.yes))) return 1;
    else deleted.push(key);
  }
  if (deleted.length > 0) {
    const routing = await requireStack(values.stack, place);
    if (!(await routing.up(values.yes))) return 1;
  }
  if (values.json) console.log(JSON.stringify({ deleted }));
  return 0;
}

function printCommands(keys: string[], values: Values<typeof options>): void {
  const yes = values.yes ? " --yes" : "";
  for (const stack of keys.map(previewStackOf)) {
    console.log(`pulumi stack select ${stack}\npulumi destroy --stack ${stack} --remove${yes}`);
  }
  if (keys.length > 0) console.log(`pulumi up --stack ${values.stack}${yes}`);
}

/**
 * Returns the keys whose replicas have all expired. Replicas of other stacks are only reported, because those stacks
 * contain more than previews.
 */
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
