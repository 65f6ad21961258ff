import type { Problem } from "../problem.ts";
import type { Campaign } from "./campaign.ts";
import {
  at,
  defined,
  ENCRYPTED,
  type Field,
  isEncrypted,
  isMapping,
  nonEmptyList,
  object,
  report,
  text,
  unreadable,
  whereOf,
} from "./check.ts";
import { checkNames } from "./checkNames.ts";
import { completeService, mergeSettings } from "./defaults.ts";
import type { Entry } from "./entry.ts";
import { awsAccountId, awsRegion, serviceName } from "./formats.ts";
import { checkRules } from "./rules.ts";
import { readSettings, type SettingFields, type Settings } from "./settings.ts";
import { AWS_KEYS, OWN_KEYS, SETTINGS, STACK_KEYS } from "./shape.ts";

/** What could be read of a stack, and everything that is wrong with it. */
export interface Reading {
  /** Without the services whose document is unknown. */
  campaign: Campaign;
  problems: Problem[];
}

/** Reads the values of a stack by their keys without the namespace `understudy:`. */
export function readStack(
  raw: Record<string, unknown>,
  source: { stack: string; file: string },
): Reading {
  const root: Field = { value: unpack(raw), file: source.file, path: "", problems: [] };
  const keys = object(root, STACK_KEYS) ?? {};
  const kubeContext = text(keys.kubeContext, "the name of a context of the kubeconfig");
  const aws = readAws(keys.aws);
  const shared: Shared = { ...readDefaults(keys.defaults), hasAws: keys.aws !== undefined };
  const services = nonEmptyList(
    keys.services ?? at(root, "services"),
    "a list of services",
    (field) => readService(field, shared),
  );
  const entries = services ?? [];
  const known = entries.map(({ config }) => config).filter(({ spec }) => spec !== UNKNOWN);
  return {
    campaign: { stack: source.stack, ...defined({ kubeContext, aws }), services: known },
    problems: unique([
      ...root.problems,
      ...entries.flatMap((entry) => checkRules(entry, shared)),
      ...checkNames(entries),
    ]),
  };
}

/** What the services of a stack have in common. */
interface Shared {
  fields: SettingFields;
  settings: Settings;
  hasAws: boolean;
}

/** Stands for a name or document that is missing or wrong, until every problem is known. */
const UNKNOWN = "";

/** The keys that Pulumi.yaml gives the default `{}`, because Pulumi knows no optional ones. */
const OPTIONAL: readonly string[] = ["aws", "defaults"];

/** Values as they are in the file: Pulumi hands mappings and lists over as JSON, and a missing `aws` as `{}`. */
function unpack(raw: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(raw).map(([key, value]): [string, unknown] => [
    key,
    key === "kubeContext" ? value : parse(value),
  ]);
  return Object.fromEntries(
    values.filter(
      ([key, value]) =>
        !(OPTIONAL.includes(key) && isMapping(value) && Object.keys(value).length === 0),
    ),
  );
}

function parse(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function readAws(field: Field | undefined): Campaign["aws"] {
  if (isEncrypted(field?.value)) return { region: ENCRYPTED, accountIds: [ENCRYPTED] };
  const keys = object(field, AWS_KEYS);
  if (field === undefined || keys === undefined) return undefined;
  const region = awsRegion(keys.region ?? at(field, "region"));
  const accountIds = nonEmptyList(
    keys.accountIds ?? at(field, "accountIds"),
    'a list of account ids such as ["123456789012"]',
    awsAccountId,
  );
  return region === undefined || accountIds === undefined ? undefined : { region, accountIds };
}

function readDefaults(field: Field | undefined): { fields: SettingFields; settings: Settings } {
  const fields = object(field, SETTINGS, "settings for all services") ?? {};
  const settings = readSettings(fields);
  const { latency } = settings;
  if (typeof latency === "object" && fields.latency !== undefined) {
    const fix = "Write them in its latency.";
    const routes = at(fields.latency, "routes");
    if (latency.routes !== undefined) report(routes, "routes belong to one service", fix);
    for (const route of Object.keys(latency.faults?.routes ?? {})) {
      const faults = at(at(fields.latency, "faults"), route);
      report(faults, "a route's faults belong to one service", fix);
    }
  }
  return { fields, settings };
}

function readService(field: Field, shared: Shared): Entry | undefined {
  const keys = object(field, [...OWN_KEYS, ...SETTINGS], "a service with name and spec");
  if (keys === undefined) return undefined;
  const { name = at(field, "name"), spec = at(field, "spec"), ...own } = keys;
  const service = {
    where: whereOf(field),
    name: (isEncrypted(name.value) ? unreadable(name, "a name") : serviceName(name)) ?? UNKNOWN,
    spec: (isEncrypted(spec.value) ? unreadable(spec, DOCUMENT) : text(spec, DOCUMENT)) ?? UNKNOWN,
  };
  const settings = readSettings(own);
  return {
    field,
    name,
    own,
    stack: shared.fields,
    said: mergeSettings(shared.settings, settings),
    config: completeService(service, settings, shared.settings, {
      kind: shared.hasAws ? "ecr" : "none",
    }),
  };
}

const DOCUMENT = 'the path of an OpenAPI document such as "specs/payments.yaml"';

/** A mistake in `defaults` that several services meet is one mistake. */
function unique(problems: Problem[]): Problem[] {
  const byText = new Map(problems.map((problem) => [`${problem.where}: ${problem.what}`, problem]));
  return [...byText.values()];
}
