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
  const report = routeReporter(sources, problems);
  if (file !== undefined) {
    for (const key of Object.keys(file.routes)) report(key, () => placeIn(file, ["routes", key]));
    for (const key of Object.keys(file.faults?.routes ?? {})) {
      report(key, () => placeIn(file, ["faults", key]));
    }
  }
  for (const key of Object.keys(config.routes)) report(key, () => `${where}.routes["${key}"]`);
  for (const key of Object.keys(config.faults?.routes ?? {})) {
    report(key, () => `${where}.faults["${key}"]`);
  }
  for (const [name, key] of Object.entries(config.names ?? {})) {
    report(key, () => `${where}.names["${name}"]`);
  }
  if (!config.enabled) return { routes: {} };
  const fallback = defaultProfile(file, config);
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

/** Returns a function that reports a route's key, at its place, if the document does not have the route. */
function routeReporter({ table, spec }: LatencySources, problems: Problem[]) {
  const known = new Set(table.routes.map(({ key }) => key));
  return (key: RouteKey, placeOf: () => string): void => {
    if (known.has(key)) return;
    const fix = didYouMean(key, known);
    problems.push({ where: placeOf(), what: `no such route in ${spec}`, fix });
  };
}

/** Returns the profile of routes without one of their own, or undefined if there is none. */
export function defaultProfile(
  file: LatencyFile | undefined,
  config: LatencyConfig,
): Profile | undefined {
  return config.default ?? file?.default ?? config.stackDefault;
}
