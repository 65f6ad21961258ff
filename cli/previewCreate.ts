import { parseArgs } from "node:util";
import { previewHost } from "../src/campaign/previewHost.ts";
import { loadCampaign } from "../src/config/loadCampaign.ts";
import { stackFileOf } from "../src/config/stackFile.ts";
import { didYouMean, type Problem, received, UserError } from "../src/problem.ts";
import { serviceHost, shortName } from "../src/routing/serviceHost.ts";
import type { Command } from "./command.ts";
import {
  hasStackFile,
  previewStackOf,
  type WrittenPreview,
  withPreview,
  writeStackFile,
} from "./previewStack.ts";
import { pulumi } from "./pulumiCli.ts";

const usage = `Usage: npm run understudy -- preview create --key <key> --service <name> --namespace <name> [options]

Makes a copy of a Deployment that requests with the key reach, or updates it: writes Pulumi.preview-<key>.yaml, runs
"pulumi up" for that stack, and then for the one that routes the service's host. Several services of one change have
one key: run it once for each. Where the file is not here, as in a fresh checkout, it starts from the stack's last update.

Options:
  --key <key>             Route key, such as pr-12
  --service <name>        The Service whose requests are meant
  --namespace <name>      Its namespace
  --deployment <name>     The Deployment that is copied (default: the service's name)
  --image <reference>     Image of the copy
  --container <name>      The container that --image and --env change, where the Deployment has several
  --env <NAME=value>      Sets an environment variable; may be repeated
  --replicas <number>     Pods of the copy (default: 1)
  --expires <when>        When it may be removed: 12h, 3d, or a date such as 2026-11-27T10:00:00Z
  --stack <name>          The stack that routes the service's host, of Pulumi.<name>.yaml (default: stg)
  --yes                   Do not ask: for CI
  --dry-run               Print the stack's file and the commands, and do nothing
  -h, --help              This text

What has no option here (a database of its own, other ConfigMaps …) is written into that file: docs/previews.md.`;

export const command: Command = {
  summary: "Make a preview replica, or update it",
  usage,
  run: create,
};

const options = {
  key: { type: "string" },
  service: { type: "string" },
  namespace: { type: "string" },
  deployment: { type: "string" },
  image: { type: "string" },
  container: { type: "string" },
  env: { type: "string", multiple: true, default: [] as string[] },
  replicas: { type: "string" },
  expires: { type: "string" },
  stack: { type: "string", default: "stg" },
  yes: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parse>;

function parse(args: string[]) {
  return parseArgs({ args, options }).values;
}

async function create(args: string[]): Promise<number> {
  const values = parse(args);
  const missing = (["key", "service", "namespace"] as const).filter((name) => !values[name]);
  if (missing.length > 0) {
    console.error(`missing: ${missing.map((name) => `--${name}`).join(", ")}`);
    console.error("See: npm run understudy -- preview create --help");
    return 2;
  }
  const root = process.cwd();
  const preview = written(values, Date.now());
  const router = loadCampaign(values.stack, root);
  const host = serviceHost(preview.service, preview.namespace) ?? "";
  const routed = router.router?.hosts.map((one) => one.host) ?? [];
  if (!routed.includes(host)) throw new UserError([notRouted(host, values.stack, routed)]);
  const stack = previewStackOf(preview.key);
  const file = withPreview(root, router, preview);

  const yes = values.yes ? ["--yes"] : [];
  const select = ["stack", "select", "--create", stack];
  // A fresh checkout does not have the file: without what the last update had, other services would lose their copies.
  const refresh = hasStackFile(root, stack)
    ? undefined
    : ["config", "refresh", "--stack", stack, "--force"];
  const updates = [stack, values.stack].map((name) => ["up", "--stack", name, ...yes]);
  if (values["dry-run"]) {
    console.log(`# ${stackFileOf(stack)}\n${file}`);
    for (const command of [select, ...(refresh ? [refresh] : []), ...updates]) {
      console.log(`pulumi ${command.join(" ")}`);
    }
    return 0;
  }
  if (!(await succeeds(select))) return 1;
  // A new stack has had no update, and then this fails.
  if (refresh) await pulumi(refresh, { quiet: true });
  writeStackFile(root, stack, withPreview(root, router, preview));
  for (const update of updates) if (!(await succeeds(update))) return 1;
  const hosts = (router.previewHosts?.apis ?? [])
    .filter(({ service }) => service === host)
    .map(({ api }) => {
      const { host: template = "", domain = "" } = router.previewHosts ?? {};
      return `  Host: ${previewHost(template, { key: preview.key, api, domain })}   (from outside)`;
    });
  console.log(
    [
      `\nRequests to ${shortName(host)} reach the preview with any of these:`,
      `  ${router.router?.header}: ${preview.key}`,
      `  baggage: understudy=${preview.key}`,
      ...hosts,
    ].join("\n"),
  );
  return 0;
}

async function succeeds(command: string[]): Promise<boolean> {
  const { code } = await pulumi(command);
  if (code === 0) return true;
  console.error(`pulumi ${command.join(" ")}: ended with ${code}. Run this command again.`);
  return false;
}

/** What the stack's file says. */
function written(values: Values, now: number): WrittenPreview {
  const { service = "", namespace = "", key = "", deployment, image, container } = values;
  const problems: Problem[] = [];
  const env = readVariables(values.env, problems);
  const replicas = readReplicas(values.replicas, problems);
  const expires = readExpiry(values.expires, now, problems);
  if (problems.length > 0) throw new UserError(problems);
  return {
    service,
    namespace,
    key,
    ...(deployment !== undefined && { deployment }),
    ...(image !== undefined && { image }),
    ...(container !== undefined && { container }),
    ...(values.env.length > 0 && { env }),
    ...(replicas !== undefined && { replicas }),
    ...(expires !== undefined && { expires }),
  };
}

function readVariables(texts: string[], problems: Problem[]): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap((text) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [[name, value]];
      problems.push({ where: "--env", what: `expected NAME=value, received ${received(text)}` });
      return [];
    }),
  );
}

function readReplicas(text: string | undefined, problems: Problem[]): number | undefined {
  if (text === undefined || /^[1-9]\d*$/.test(text)) {
    return text === undefined ? undefined : Number(text);
  }
  problems.push({
    where: "--replicas",
    what: `expected a number from 1, received ${received(text)}`,
  });
  return undefined;
}

const HOURS = { h: 1, d: 24, w: 168 };

/** A length of time from now, to the minute, or a date; RFC 3339. */
function readExpiry(text: string | undefined, now: number, problems: Problem[]) {
  if (text === undefined) return undefined;
  const [, number, unit = ""] = /^(\d+)([hdw])$/.exec(text) ?? [];
  const hours = Object.entries(HOURS).find(([name]) => name === unit)?.[1];
  if (hours !== undefined) {
    const minute = new Date(now + Number(number) * hours * 3_600_000).toISOString().slice(0, 16);
    return `${minute}:00Z`;
  }
  if (!Number.isNaN(Date.parse(text))) return text;
  const what = `expected 12h, 3d or 2026-11-27T10:00:00Z, received ${received(text)}`;
  problems.push({ where: "--expires", what });
  return undefined;
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
