import type { RouteKey, RouteTable } from "../openapi/table/table.ts";
import { didYouMean, type Problem } from "../problem.ts";
import type { Fault, FaultPlan } from "./faults.ts";
import { type LatencyFile, placeIn } from "./file.ts";
import type { LatencyPlan } from "./plan.ts";
import type { Profile } from "./profile.ts";

/** The latency settings of a service in the stack. `planLatency` merges them with the document's latency file. */
export interface LatencyConfig {
  /** `mesh`: the callers' sidecars make the delays. `mock`: the mock makes them. */
  inject: "mesh" | "mock";
  /** If false, there are neither delays nor faults, whatever the latency file has. */
  enabled: boolean;
  /** The stack's default, which applies if neither the service nor its latency file has one. */
  stackDefault?: Profile;
  /** The service's own default. */
  default?: Profile;
  routes: Record<RouteKey, Profile>;
  faults?: FaultConfig;
  /** The routes of names under which a source of latencies knows them. They override the names made from routes. */
  names?: Record<string, RouteKey>;
}

/** The faults of a service in the stack. Its latency file may have more. */
export interface FaultConfig extends FaultPlan {
  /** The stack's default, which applies if neither the service nor its latency file has one. */
  stackDefault?: Fault[];
}

export interface LatencySources {
  table: RouteTable;
  /** The document's path, as problems name it. */
  spec: string;
  /** The latency file beside the document. */
  file: LatencyFile | undefined;
  config: LatencyConfig;
  /** The place of the settings in the stack: `Pulumi.stg.yaml: services[0].latency`. */
  where: string;
}

/**
 * Merges the delays and faults of the stack and of the latency file. In order of increasing precedence: the stack's
 * default, the file's default, the service's default, the file's route, the service's route. Routes that the document
 * does not have are added to `problems`.
 */
export function planLatency(sources: LatencySources, problems: Problem[]): LatencyPlan {
  const { file, config, where } = sources;
  if (file !== undefined) {
    reportUnknownRoutes(file.routes, (key) => placeIn(file, ["routes", key]), sources, problems);
    const faulty = file.faults?.routes ?? {};
    reportUnknownRoutes(faulty, (key) => placeIn(file, ["faults", key]), sources, problems);
  }
  reportUnknownRoutes(config.routes, (key) => `${where}.routes["${key}"]`, sources, problems);
  const faulty = config.faults?.routes ?? {};
  reportUnknownRoutes(faulty, (key) => `${where}.faults["${key}"]`, sources, problems);
  reportUnknownNames(sources, problems);
  if (!config.enabled) return { routes: {} };
  const fallback = config.default ?? file?.default ?? config.stackDefault;
  const faults = planFaults(file?.faults, config.faults);
  return {
    ...(fallback === undefined ? {} : { default: fallback }),
    routes: { ...file?.routes, ...config.routes },
    ...(faults === undefined ? {} : { faults }),
  };
}

function planFaults(
  file: FaultPlan | undefined,
  config: FaultConfig | undefined,
): FaultPlan | undefined {
  if (file === undefined && config === undefined) return undefined;
  const fallback = config?.default ?? file?.default ?? config?.stackDefault;
  return {
    ...(fallback === undefined ? {} : { default: fallback }),
    routes: { ...file?.routes, ...config?.routes },
  };
}

function reportUnknownRoutes(
  routes: Record<RouteKey, unknown>,
  placeOf: (key: RouteKey) => string,
  sources: LatencySources,
  problems: Problem[],
): void {
  for (const key of Object.keys(routes)) reportUnknownRoute(key, placeOf(key), sources, problems);
}

function reportUnknownNames(sources: LatencySources, problems: Problem[]): void {
  for (const [name, key] of Object.entries(sources.config.names ?? {})) {
    reportUnknownRoute(key, `${sources.where}.names["${name}"]`, sources, problems);
  }
}

function reportUnknownRoute(
  key: RouteKey,
  where: string,
  { table, spec }: LatencySources,
  problems: Problem[],
): void {
  const known = new Set(table.routes.map((route) => route.key));
  if (known.has(key)) return;
  problems.push({ where, what: `no such route in ${spec}`, fix: didYouMean(key, known) });
}
