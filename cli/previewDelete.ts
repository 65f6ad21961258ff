import type { Campaign } from "../src/campaign/campaign.ts";
import { askCluster } from "../src/cluster/askCluster.ts";
import {
  type LeadingVirtualService,
  readWithdrawal,
  type Withdrawal,
} from "../src/cluster/live/withdrawal.ts";
import { type FoundReplica, readPreviewReplicas } from "../src/cluster/previewReplicas.ts";
import { copiesWith, type KeyedCopy } from "../src/controller/cluster/copiesWith.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { formatProblem, type Problem, UserError } from "../src/problem.ts";
import { ROUTE_WITHDRAWN, STACK_LABEL } from "../src/routing/annotations.ts";
import { settle } from "../src/settle.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";
import { UsageError } from "./command/usageError.ts";
import { stackOption } from "./commonOptions.ts";
import { isAtGateway } from "./preview/atGateway.ts";
import { checkAsking } from "./preview/confirm.ts";
import { previewStackOf } from "./preview/previewStack.ts";
import { type Place, type PulumiStack, requireStack, selectStack } from "./preview/pulumiStack.ts";
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
    Removes all preview replicas of route keys, which are given by --key or --expired. No request is lost: it takes their
    routes away, updates the stacks whose gateways lead to them, and then destroys the stack of each key. If it is
    interrupted, call it again. A key without replicas is no error.

    Copies of "preview reconcile" stay, because its next round would make them again: the exit code is 1, and the text
    says what ends them.`,
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
    printCommands(keys, router, values);
    return 0;
  }
  // With --json, standard output holds that object and nothing else.
  const say = values.json ? console.error : console.log;
  if (keys.length === 0) say("No preview is past its date.");
  else checkAsking(values.yes);
  const place = { folder: root, progress: values.json ? process.stderr : process.stdout };
  const copies = await controllerCopies(router, root, keys);
  const stacks = new Map<string, PulumiStack>();
  for (const key of keys) {
    const stack = await selectStack(previewStackOf(key), place);
    if (stack !== undefined) stacks.set(key, stack);
    else if (!copies.some((copy) => copy.key === key)) {
      say(`${key}: there is no preview with this key.`);
    }
  }
  const deleted = [...stacks.keys()];
  if (deleted.length > 0) {
    const uids = await Promise.all([...stacks.values()].map((stack) => stack.uids()));
    const withdrawal = await readWithdrawal(router, root, uids.flat());
    if (!(await removeRoutes(withdrawal, place, router, values.yes))) return 1;
  }
  for (const stack of stacks.values()) {
    if (!(await stack.destroy(values.yes))) return 1;
  }
  if (values.json) console.log(JSON.stringify({ deleted }));
  for (const copy of copies) console.error(formatProblem(staysOf(copy)));
  return copies.length > 0 ? 1 : 0;
}

/** Returns the controller's copies with any of these keys. */
async function controllerCopies(
  campaign: Campaign,
  root: string,
  keys: readonly string[],
): Promise<KeyedCopy[]> {
  if (keys.length === 0) return [];
  return askCluster(campaign, root, (kubeConfig) => copiesWith(kubeConfig, keys));
}

function staysOf({ name, pullRequest }: KeyedCopy): Problem {
  return {
    where: name,
    what: `stays, because the next round of preview reconcile would make it again for ${pullRequest}`,
    fix: "Close that pull request: the next round then removes the copy. To have no copies of its origin at all, remove the annotations understudy.dev/github-repository and understudy.dev/preview-… there.",
  };
}

/**
 * Composes the hosts of the replicas without them, and updates the stacks whose other routes lead there. Resolves to false if the user was
 * asked and refused; the replicas' routes are then kept.
 *
 * @throws {UserError} with every route that still leads to a replica
 */
async function removeRoutes(
  withdrawal: Withdrawal,
  place: Place,
  router: Campaign,
  yes: boolean,
): Promise<boolean> {
  const before = await withdrawal.leading();
  await withdrawal.withdraw();
  const stacks = new Set((await withdrawal.leading()).flatMap((one) => one.stack ?? []));
  const asked = isAtGateway(router) || stacks.has(router.stack);
  const others = [...stacks].filter((name) => name !== router.stack);
  const routing = asked ? [await requireStack(router.stack, place)] : [];
  const selected = await Promise.all(others.map((name) => selectStack(name, place)));
  for (const one of [...routing, ...selected]) {
    if (one === undefined || (await one.up(yes))) continue;
    await withdrawal.restore();
    return false;
  }
  const after = await withdrawal.leading();
  if (after.length > 0) throw new UserError(after.map(stillLeads));
  if (before.length > 0) await settle();
  return true;
}

function stillLeads({ name, stack, destination }: LeadingVirtualService): Problem {
  const update = `update the stack ${stack}, in its project if that is another one`;
  return {
    where: `VirtualService ${name}`,
    what: `still leads to ${destination}, so nothing was deleted`,
    fix: `${stack === undefined ? "Remove that route" : `Remove the entry if one is written there, and ${update}`}; then run this command again.`,
  };
}

function printCommands(
  keys: string[],
  { kubeContext }: Campaign,
  values: Values<typeof options>,
): void {
  if (keys.length === 0) return;
  const yes = values.yes ? " --yes" : "";
  const stacks = keys.map(previewStackOf);
  const context = kubeContext === undefined ? "" : ` --context ${kubeContext}`;
  const selector = `'${STACK_LABEL} in (${stacks.join(", ")})'`;
  console.log(
    [
      `kubectl${context} annotate services,destinationrules,deployments -A -l ${selector} ${ROUTE_WITHDRAWN}=now`,
      `pulumi up --stack ${values.stack}${yes}`,
      "# pulumi up of each other stack whose routes lead to the replicas: with previewHosts, claims or a router",
      ...stacks.map(
        (stack) => `pulumi stack select ${stack}\npulumi destroy --stack ${stack} --remove${yes}`,
      ),
    ].join("\n"),
  );
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
    const { namespace, deployment, stack, pullRequest } = replica;
    const who =
      pullRequest === undefined
        ? `remove it from stack ${stack}`
        : "the next round of preview reconcile removes it";
    console.error(`${namespace}/${deployment} is past its date: ${who}.`);
  }
  const byKey = Map.groupBy(replicas.filter(isOwn), ({ key }) => key);
  return [...byKey].filter(([, own]) => own.every(past)).map(([key]) => key);
}
