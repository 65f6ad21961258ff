import type { Campaign } from "../campaign/campaign.ts";
import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import { or, type Problem } from "../problem.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import { checkNames } from "./checkNames.ts";
import { checkPods } from "./checkPods.ts";
import { completeService, mergeSettings, type Settings } from "./complete.ts";
import type { DeclaredService, SettingFields } from "./declaredService.ts";
import { readController } from "./readController.ts";
import { readLoadTests } from "./readLoadTests.ts";
import { readRouting } from "./readRouting.ts";
import { checkRules } from "./rules.ts";
import { OWN, SERVICE, SETTINGS } from "./schema/service.ts";
import { ROUTING, STACK } from "./schema/stack.ts";
import { at, defined, type Field, fieldsOf, report, whereOf } from "./values/check.ts";
import { list, readSaid } from "./values/kinds.ts";
import type { Kind } from "./values/setting.ts";

/** The content of a stack as far as it could be read, and everything that is wrong with it. */
export interface Reading {
  /** Without services whose document is unknown. */
  campaign: Campaign;
  problems: Problem[];
  /** What works, but is unwise. Only found in the stack's file. */
  warnings?: Problem[];
}

/**
 * Reads the values of a stack by their keys without the namespace `understudy:`.
 *
 * @param source.stack the stack's name
 * @param source.file the file of the values, as problems name it: `Pulumi.stg.yaml`
 * @param source.registry the registry if neither the values nor an `aws` setting name one
 */
export function readStack(
  raw: Record<string, unknown>,
  source: { stack: string; file: string; registry?: "ecr" },
): Reading {
  const root: Field = { value: unpack(raw), file: source.file, path: "", problems: [] };
  const fields = fieldsOf(root, keysOf(STACK)) ?? {};
  // An unknown key may be a misspelt key that is needed.
  const needsServices = root.problems.length === 0 && INSTEAD.every((key) => !fields[key]);
  const services = fields.services ?? (needsServices ? at(root, "services") : undefined);
  const kubeContext = STACK.kubeContext.type.read(fields.kubeContext);
  const aws = STACK.aws.type.read(fields.aws);
  const shared: Shared = {
    ...readDefaults(fields.defaults),
    hasAws: fields.aws !== undefined || source.registry === "ecr",
  };
  const instead = INSTEAD.some((key) => fields[key]) ? "" : `, or ${or(INSTEAD)}`;
  const service: Kind<DeclaredService> = {
    ...STACK.services.type,
    read: (field) => field && readService(field, shared, source.stack),
  };
  const expected = `a list of services${instead}`;
  const entries = list(service, expected, { nonEmpty: true }).read(services) ?? [];
  const routing = readRouting(fields);
  const loadtests = readLoadTests(fields.loadtests, shared);
  const controller = readController(fields.controller, shared);
  const known = entries.map(({ config }) => config).filter(({ spec }) => spec !== UNKNOWN);
  return {
    campaign: {
      stack: source.stack,
      ...defined({ kubeContext, aws }),
      services: known,
      ...routing,
      ...defined({ loadtests, controller }),
    },
    problems: unique([
      ...root.problems,
      ...entries.flatMap((entry) => checkRules(entry, shared)),
      ...checkNames(entries),
      ...checkPods(entries),
    ]),
  };
}

/** What a stack may have in place of services. */
const INSTEAD = [...keysOf(ROUTING), "loadtests", "controller"] as const;

/** What all services of a stack share. */
interface Shared {
  fields: SettingFields;
  settings: Settings;
  hasAws: boolean;
}

/** Stands for a missing or wrong name or document until all problems are collected. */
const UNKNOWN = "";

/**
 * Returns values as they are in the file. Pulumi passes mappings and lists on as JSON. Those that are left out are
 * empty, because Pulumi.yaml must give every key a default.
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
    const names = at(fields.latency, "names");
    if (latency.names !== undefined) report(names, "names belong to one service", fix);
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
  // Without a host it is the service's own host, unless that is invalid.
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

/** A mistake in `defaults` affects several services, but is reported once. */
function unique(problems: Problem[]): Problem[] {
  const byText = new Map(problems.map((problem) => [`${problem.where}: ${problem.what}`, problem]));
  return [...byText.values()];
}
