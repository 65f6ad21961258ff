import type { Campaign } from "../src/campaign/campaign.ts";
import { previewHost } from "../src/campaign/previewHost.ts";
import { composeFor } from "../src/cluster/live/composeFor.ts";
import { readWithdrawal } from "../src/cluster/live/withdrawal.ts";
import { stackFileOf } from "../src/config/stackFile.ts";
import { checkedStack } from "../src/plan/checkedStack.ts";
import { didYouMean, type Problem, UserError } from "../src/problem.ts";
import { serviceHost, shortName } from "../src/routing/serviceHost.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Reader, Values } from "./command/option.ts";
import { integer } from "./command/readers.ts";
import { stackOption } from "./commonOptions.ts";
import { isAtGateway } from "./preview/atGateway.ts";
import { checkAsking } from "./preview/confirm.ts";
import {
  hasStackFile,
  previewStackOf,
  type WrittenPreview,
  withPreview,
  writeStackFile,
} from "./preview/previewStack.ts";
import { createOrSelectStack, requireStack } from "./preview/pulumiStack.ts";

const variable: Reader<[name: string, value: string]> = {
  expected: "NAME=value",
  read(text) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    return name === undefined || value === undefined ? undefined : [name, value];
  },
};

const HOURS = new Map([
  ["h", 1],
  ["d", 24],
  ["w", 168],
]);

/** A date in RFC 3339, or a duration from now, rounded down to the minute. */
const expiry: Reader<string> = {
  expected: "12h, 3d or 2026-11-27T10:00:00Z",
  read(text) {
    const [, number, unit = ""] = /^(\d+)([hdw])$/.exec(text) ?? [];
    const hours = HOURS.get(unit);
    if (hours === undefined) return Number.isNaN(Date.parse(text)) ? undefined : text;
    const then = new Date(Date.now() + Number(number) * hours * 3_600_000);
    return `${then.toISOString().slice(0, 16)}:00Z`;
  },
};

const options = {
  key: {
    type: "string",
    placeholder: "key",
    required: true,
    description: "Route key, such as pr-12",
  },
  service: {
    type: "string",
    placeholder: "name",
    required: true,
    description: "The Service whose requests reach the copy",
  },
  namespace: {
    type: "string",
    placeholder: "name",
    required: true,
    description: "The Service's namespace",
  },
  deployment: {
    type: "string",
    placeholder: "name",
    description: "The Deployment that is copied (default: the service's name)",
  },
  image: { type: "string", placeholder: "reference", description: "Image of the copy" },
  container: {
    type: "string",
    placeholder: "name",
    description: "The container that --image and --env change, if the Deployment has several",
  },
  env: {
    type: "string",
    placeholder: "NAME=value",
    multiple: true,
    reader: variable,
    description: "An environment variable of the copy",
  },
  replicas: {
    type: "string",
    placeholder: "number",
    reader: integer(1),
    description: "Pods of the copy (default: 1)",
  },
  expires: {
    type: "string",
    placeholder: "when",
    reader: expiry,
    description: "When the copy may be removed: 12h, 3d, or a date such as 2026-11-27T10:00:00Z",
  },
  stack: stackOption("Stack that routes the service's host"),
  yes: { type: "boolean", description: "Do not ask before each update: for CI" },
  json: {
    type: "boolean",
    description:
      "Print one JSON object that says what leads to the copy, and progress to standard error",
  },
  "dry-run": {
    type: "boolean",
    description: "Print the stack's file and the commands, and do nothing",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Makes a preview replica, a copy of a Deployment that only requests with the route key reach, or updates it: writes
    Pulumi.preview-<key>.yaml and updates that stack, by which the service's host gets the key. The stack that routes the
    host is updated only if it has preview hosts or claims. Several services of one change share one key: run this once
    for each. If the file is missing, as in a fresh checkout, it starts from the stack's last update.

    Settings that have no option here (a database of its own, other ConfigMaps …) are written into that file; see
    docs/previews.md.`,
  options,
  examples: [
    "understudy preview create --key pr-12 --service payments --namespace shop --image <image>",
  ],
  run: create,
});

async function create(values: Values<typeof options>): Promise<number> {
  const root = process.cwd();
  const preview = written(values);
  const router = checkedStack(values.stack, root).campaign;
  const host = serviceHost(preview.service, preview.namespace) ?? "";
  const routed = router.router?.hosts.map((one) => one.host) ?? [];
  if (!routed.includes(host)) throw new UserError([notRouted(host, values.stack, routed)]);
  const stack = previewStackOf(preview.key);
  const file = withPreview(root, router, preview);

  // A fresh checkout does not have the file. Without the configuration of the last update, other services would lose
  // their copies.
  const isFresh = !hasStackFile(root, stack);
  if (values["dry-run"]) {
    const yes = values.yes ? " --yes" : "";
    console.log(`# ${stackFileOf(stack)}\n${file}`);
    console.log(`pulumi stack select --create ${stack}`);
    if (isFresh) console.log(`pulumi config refresh --stack ${stack} --force`);
    console.log(`pulumi up --stack ${stack}${yes}`);
    const when = isAtGateway(router) ? "" : "   # if its last update was by an earlier version";
    console.log(`pulumi up --stack ${values.stack}${yes}${when}`);
    return 0;
  }
  checkAsking(values.yes);
  // With --json, standard output holds that object and nothing else.
  const place = { folder: root, progress: values.json ? process.stderr : process.stdout };
  const own = await createOrSelectStack(stack, place);
  if (isFresh) await own.refreshConfig();
  writeStackFile(root, stack, withPreview(root, router, preview));
  if (!(await own.up(values.yes))) return 1;
  // An earlier `preview delete` may have been interrupted.
  await (await readWithdrawal(router, root, await own.uids())).restore();
  const { hosts } = await composeFor(router, root, [host]);
  // What a gateway has for each key is declared by its stack alone.
  if (isAtGateway(router) || !hosts.includes(host)) {
    const routing = await requireStack(values.stack, place);
    if (!(await routing.up(values.yes))) return 1;
  }
  const chosenBy = {
    headers: {
      [router.router?.header ?? ""]: preview.key,
      baggage: `understudy=${preview.key}`,
    },
    hosts: hostsOf(router, host, preview.key),
  };
  console.log(
    values.json
      ? JSON.stringify({ key: preview.key, stack, service: shortName(host), ...chosenBy })
      : [
          `\nRequests to ${shortName(host)} reach the preview with any of these:`,
          ...Object.entries(chosenBy.headers).map(([name, value]) => `  ${name}: ${value}`),
          ...chosenBy.hosts.map((name) => `  Host: ${name}   (from outside)`),
        ].join("\n"),
  );
  return 0;
}

/** Returns the public hosts that lead to the preview of a Service. */
function hostsOf({ previewHosts }: Campaign, service: string, key: string): string[] {
  const { apis = [], host = "", domain = "" } = previewHosts ?? {};
  return apis
    .filter((api) => api.service === service)
    .map(({ api }) => previewHost(host, { key, api, domain }));
}

/** Returns the preview as the stack's file has it. */
function written(values: Values<typeof options>): WrittenPreview {
  const { service, namespace, key, deployment, image, container, env, replicas, expires } = values;
  return {
    service,
    namespace,
    key,
    ...(deployment !== undefined && { deployment }),
    ...(image !== undefined && { image }),
    ...(container !== undefined && { container }),
    ...(env.length > 0 && { env: Object.fromEntries(env) }),
    ...(replicas !== undefined && { replicas }),
    ...(expires !== undefined && { expires }),
  };
}

function notRouted(host: string, stack: string, routed: string[]): Problem {
  const name = shortName(host);
  return {
    where: stackFileOf(stack),
    what: `its router does not route ${name}, so that no request would reach a preview of it`,
    fix:
      didYouMean(name, routed.map(shortName)) ??
      `Add ${name} to understudy:router there, or name the stack that routes it with --stack.`,
  };
}
