import { parseArgs } from "node:util";
import type { Campaign } from "../src/campaign/campaign.ts";
import { type FoundReplica, readPreviewReplicas } from "../src/cluster/previewReplicas.ts";
import { loadCampaign } from "../src/config/loadCampaign.ts";
import { type Problem, received, UserError } from "../src/problem.ts";
import { isRouteKey } from "../src/routing/routeKey.ts";
import type { Command } from "./command.ts";
import { previewStackOf } from "./previewStack.ts";
import { pulumi } from "./pulumiCli.ts";

const usage = `Usage: npm run understudy -- preview delete (--key <key> ... | --expired) [options]

Removes all preview replicas of a key: "pulumi destroy" for their stack, and then "pulumi up" for the one that routes
their hosts. A key that has none is no error.

Options:
  --key <key>      Route key, such as pr-12; may be repeated
  --expired        Every key of which all replicas are past their date; asks the cluster
  --stack <name>   The stack that routes their hosts, of Pulumi.<name>.yaml (default: stg)
  --yes            Do not ask: for CI
  --dry-run        Print the commands, and do nothing
  -h, --help       This text`;

export const command: Command = {
  summary: "Remove the preview replicas of a key",
  usage,
  run: remove,
};

const options = {
  key: { type: "string", multiple: true, default: [] as string[] },
  expired: { type: "boolean", default: false },
  stack: { type: "string", default: "stg" },
  yes: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
} as const;

async function remove(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  if (values.expired === values.key.length > 0) {
    console.error("expected either --key or --expired");
    return 2;
  }
  const wrong = values.key.filter((key) => !isRouteKey(key));
  if (wrong.length > 0) throw new UserError(wrong.map(noKey));
  const root = process.cwd();
  const router = loadCampaign(values.stack, root);
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

function noKey(text: string): Problem {
  const what = `expected a route key such as pr-12, received ${received(text)}`;
  return { where: "--key", what };
}
