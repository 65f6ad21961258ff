import type { Campaign } from "../campaign/campaign.ts";
import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import type { Problem } from "../problem.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import {
  at,
  defined,
  ENCRYPTED,
  type Field,
  isEncrypted,
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
import { type Replaces, readReplaces } from "./readReplaces.ts";
import { ROUTING, readRouting } from "./readRouting.ts";
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
  // A key that is wrong may be one of these in another spelling.
  const routes = ROUTING.some((key) => keys[key] !== undefined) || root.problems.length > 0;
  const services =
    routes && keys.services === undefined ? undefined : (keys.services ?? at(root, "services"));
  const instead = routes ? "" : `, or ${ROUTING.slice(0, -1).join(", ")} or ${ROUTING.at(-1)}`;
  const entries =
    nonEmptyList(services, `a list of services${instead}`, (field) =>
      readService(field, shared, source.stack),
    ) ?? [];
  const routing = readRouting(keys);
  const known = entries.map(({ config }) => config).filter(({ spec }) => spec !== UNKNOWN);
  return {
    campaign: {
      stack: source.stack,
      ...defined({ kubeContext, aws }),
      services: known,
      ...routing,
    },
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

/**
 * Values as they are in the file: Pulumi hands mappings and lists over as JSON, and those that are left out empty,
 * because Pulumi.yaml must give every key a default.
 */
function unpack(raw: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(raw).map(([key, value]): [string, unknown] => [
    key,
    key === "kubeContext" ? value : parse(value),
  ]);
  return Object.fromEntries(
    values.filter(([key, value]) => !STACK_KEYS.some((known) => known === key) || !isEmpty(value)),
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
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

function readService(field: Field, shared: Shared, stack: string): Entry | undefined {
  const keys = object(field, [...OWN_KEYS, ...SETTINGS], "a service with name and spec");
  if (keys === undefined) return undefined;
  const { name = at(field, "name"), spec = at(field, "spec"), replaces, ...own } = keys;
  const service = {
    where: whereOf(field),
    name: (isEncrypted(name.value) ? unreadable(name, "a name") : serviceName(name)) ?? UNKNOWN,
    spec: (isEncrypted(spec.value) ? unreadable(spec, DOCUMENT) : text(spec, DOCUMENT)) ?? UNKNOWN,
  };
  const settings = readSettings(own);
  const said = mergeSettings(shared.settings, settings);
  const host = serviceHost(service.name, said.namespace ?? service.name);
  return {
    field,
    name,
    own,
    stack: shared.fields,
    said,
    config: completeService(
      {
        ...service,
        ...defined({ replaces: completeReplaces(readReplaces(replaces), host, stack) }),
      },
      settings,
      shared.settings,
      { kind: shared.hasAws ? "ecr" : "none" },
    ),
  };
}

/** Without a host it is the service's own, unless that is wrong by itself. */
function completeReplaces(
  said: Replaces | undefined,
  ownHost: string | undefined,
  stack: string,
): ReplacesConfig | undefined {
  const host = said?.host ?? ownHost;
  return said === undefined || host === undefined ? undefined : { stack, ...said, host };
}

const DOCUMENT = 'the path of an OpenAPI document such as "specs/payments.yaml"';

/** A mistake in `defaults` that several services meet is one mistake. */
function unique(problems: Problem[]): Problem[] {
  const byText = new Map(problems.map((problem) => [`${problem.where}: ${problem.what}`, problem]));
  return [...byText.values()];
}
