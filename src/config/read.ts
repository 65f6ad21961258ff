import type { Campaign } from "../campaign/campaign.ts";
import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import { or, type Problem } from "../problem.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import { checkNames } from "./checkNames.ts";
import { completeService, mergeSettings, type Settings } from "./complete.ts";
import type { DeclaredService, SettingFields } from "./declaredService.ts";
import { readRouting } from "./readRouting.ts";
import { checkRules } from "./rules.ts";
import { OWN, SERVICE, SETTINGS } from "./schema/service.ts";
import { ROUTING, STACK } from "./schema/stack.ts";
import { at, defined, type Field, fieldsOf, report, whereOf } from "./values/check.ts";
import { list, readSaid } from "./values/kinds.ts";
import type { Kind } from "./values/setting.ts";

/** What could be read of a stack, and everything that is wrong with it. */
export interface Reading {
  /** Without the services whose document is unknown. */
  campaign: Campaign;
  problems: Problem[];
  /** What works, but is unwise. Only the stack's file tells. */
  warnings?: Problem[];
}

/**
 * Reads the values of a stack by their keys without the namespace `understudy:`.
 *
 * @param source.stack The stack's name.
 * @param source.file Where the values stand, as problems say it: `Pulumi.stg.yaml`.
 * @param source.registry Where images go if nothing says so, and the stack has no `aws` either.
 */
export function readStack(
  raw: Record<string, unknown>,
  source: { stack: string; file: string; registry?: "ecr" },
): Reading {
  const root: Field = { value: unpack(raw), file: source.file, path: "", problems: [] };
  const fields = fieldsOf(root, keysOf(STACK)) ?? {};
  // A key that is unknown may be another spelling of one that is needed.
  const needsServices = root.problems.length === 0 && keysOf(ROUTING).every((key) => !fields[key]);
  const services = fields.services ?? (needsServices ? at(root, "services") : undefined);
  const kubeContext = STACK.kubeContext.type.read(fields.kubeContext);
  const aws = STACK.aws.type.read(fields.aws);
  const shared: Shared = {
    ...readDefaults(fields.defaults),
    hasAws: fields.aws !== undefined || source.registry === "ecr",
  };
  const instead = keysOf(ROUTING).some((key) => fields[key]) ? "" : `, or ${or(keysOf(ROUTING))}`;
  const service: Kind<DeclaredService> = {
    ...STACK.services.type,
    read: (field) => field && readService(field, shared, source.stack),
  };
  const expected = `a list of services${instead}`;
  const entries = list(service, expected, { nonEmpty: true }).read(services) ?? [];
  const routing = readRouting(fields);
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
 * Returns values as they are in the file. Pulumi passes mappings and lists on as JSON, and empty if they are left out,
 * because Pulumi.yaml must give every key a default.
 */
function unpack(raw: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(raw).map(([key, value]): [string, unknown] => [
    key,
    key === "kubeContext" ? value : parse(value),
  ]);
  return Object.fromEntries(values.filter(([key, value]) => !(key in STACK) || !isEmpty(value)));
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

function readDefaults(field: Field | undefined): { fields: SettingFields; settings: Settings } {
  const fields = fieldsOf(field, keysOf(SETTINGS), "settings for all services") ?? {};
  const settings = readSaid(fields, SETTINGS);
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

function readService(field: Field, shared: Shared, stack: string): DeclaredService | undefined {
  const fields = fieldsOf(field, keysOf(SERVICE), "a service with name and spec");
  if (fields === undefined) return undefined;
  const { name = at(field, "name"), spec = at(field, "spec"), replaces, ...own } = fields;
  const service = {
    where: whereOf(field),
    name: OWN.name.type.read(name) ?? UNKNOWN,
    spec: OWN.spec.type.read(spec) ?? UNKNOWN,
  };
  const settings = readSaid(own, SETTINGS);
  const said = mergeSettings(shared.settings, settings);
  const replaced = OWN.replaces.type.read(replaces);
  // Without a host it is the service's own, unless that is wrong by itself.
  const host = replaced?.host ?? serviceHost(service.name, said.namespace ?? service.name);
  const complete: ReplacesConfig | undefined =
    replaced === undefined || host === undefined ? undefined : { stack, ...replaced, host };
  return {
    field,
    name,
    own,
    stack: shared.fields,
    said,
    config: completeService(
      { ...service, ...defined({ replaces: complete }) },
      settings,
      shared.settings,
      { kind: shared.hasAws ? "ecr" : "none" },
    ),
  };
}

function keysOf<T extends object>(section: T): (keyof T & string)[] {
  return Object.keys(section) as (keyof T & string)[];
}

/** A mistake in `defaults` that several services have is one mistake. */
function unique(problems: Problem[]): Problem[] {
  const byText = new Map(problems.map((problem) => [`${problem.where}: ${problem.what}`, problem]));
  return [...byText.values()];
}
