import type { ServiceConfig } from "../campaign/campaign.ts";
import type { Quantities } from "../campaign/podTerms.ts";
import type { Registry } from "../campaign/registry.ts";
import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import type { FaultPlan } from "../latency/faults.ts";
import type { FaultConfig, LatencyConfig } from "../latency/planLatency.ts";
import { PORTS } from "./schema/answers.ts";
import { BUILD, TAGS } from "./schema/image.ts";
import { MESH, SIDECAR, SIDECAR_LIMITS, SIDECAR_REQUESTS } from "./schema/istio.ts";
import { AUTOSCALING, LIMITS } from "./schema/pods.ts";
import { SETTINGS } from "./schema/service.ts";
import { defined, isMapping } from "./values/check.ts";
import { quantityValue } from "./values/quantityValue.ts";
import { defaultsOf, type Said } from "./values/setting.ts";

/** The settings that `defaults` or a service contains, without defaults filled in. */
export type Settings = Said<typeof SETTINGS>;

/**
 * Returns a service's settings merged over the stack's `defaults`. Two mappings are merged key by key; any other value
 * is replaced. A registry is always replaced as a whole, because its credentials belong to its address.
 */
export function mergeSettings(stack: Settings, own: Settings): Settings {
  return { ...merge(stack, own), ...defined({ registry: own.registry ?? stack.registry }) };
}

function merge(below: object, above: object): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const other = merged[key];
    merged[key] = isMapping(other) && isMapping(value) ? merge(other, value) : value;
  }
  return merged;
}

/**
 * Returns a service with every default filled in. Autoscaling and expose are left out if they are incomplete;
 * `rules.ts` reports them.
 */
export function completeService(
  service: { name: string; spec: string; replaces?: ReplacesConfig },
  own: Settings,
  stack: Settings,
  fallback: Registry,
): ServiceConfig {
  const said = mergeSettings(stack, own);
  const { tags, autoscaling, expose, ...settings } = { ...defaultsOf(SETTINGS), ...said };
  const { engine, pods } = settings;
  const istio = {
    ...defaultsOf(MESH),
    ...(said.istio === "none" ? { enabled: false } : said.istio),
  };
  return {
    ...service,
    ...settings,
    namespace: said.namespace ?? service.name,
    ports: { ...defaultsOf(PORTS), ...said.ports },
    resources: {
      ...said.resources,
      limits: { ...LIMITS[pods === "shared" ? pods : engine], ...said.resources?.limits },
    },
    sidecar: completeSidecar(said.sidecar),
    registry: said.registry ?? fallback,
    build: { ...defaultsOf(BUILD), ...said.build },
    istio,
    latency: completeLatency(own, stack, placeOfDelays(service.replaces, engine, istio.enabled)),
    ...defined({
      autoscaling: completeAutoscaling(autoscaling),
      expose: completeExpose(expose),
      tags: tags === "none" ? undefined : { ...defaultsOf(TAGS), service: service.name, ...tags },
    }),
  };
}

/** Without requests Kubernetes would reserve the limits: Istio's own defaults end where there is an annotation. */
function completeSidecar(said: Settings["sidecar"]): ServiceConfig["sidecar"] {
  const own = said === "none" ? { inject: false } : { ...said };
  const limits = { ...defaultsOf(SIDECAR_LIMITS), ...own.limits };
  const usual = defaultsOf(SIDECAR_REQUESTS);
  const requests: Quantities = {
    cpu: least(usual.cpu, limits.cpu),
    memory: least(usual.memory, limits.memory),
    ...own.requests,
  };
  return { ...defaultsOf(SIDECAR), ...own, limits, requests };
}

function least(one: string, other: string): string {
  return quantityValue(one) <= quantityValue(other) ? one : other;
}

function completeAutoscaling(said: Settings["autoscaling"]): ServiceConfig["autoscaling"] {
  const { min, max, cpu } = { ...defaultsOf(AUTOSCALING), ...said };
  return min === undefined || max === undefined ? undefined : { min, max, cpu };
}

function completeExpose(said: Settings["expose"]): ServiceConfig["expose"] {
  const { host, gateway } = { ...said };
  return host === undefined || gateway === undefined ? undefined : { host, gateway };
}

/**
 * Returns what makes the delays if the stack does not say so. In the mesh, requests to another service's host do not
 * pass the rules of the mock's own host. So a mock that answers in another service's place makes its delays itself, if
 * its engine can.
 */
function placeOfDelays(
  replaces: ReplacesConfig | undefined,
  engine: ServiceConfig["engine"],
  istio: boolean,
): LatencyConfig["inject"] {
  return istio && (replaces === undefined || engine === "prism") ? "mesh" : "mock";
}

function completeLatency(
  own: Settings,
  stack: Settings,
  fallback: LatencyConfig["inject"],
): LatencyConfig {
  const service = own.latency === "none" ? { enabled: false } : own.latency;
  // A service with latency settings has delays even if `defaults` switches them off.
  const shared = stack.latency === "none" ? undefined : stack.latency;
  const off = service === undefined && stack.latency === "none";
  if (off || (service?.enabled ?? shared?.enabled) === false)
    return { inject: fallback, enabled: false, routes: {} };
  return {
    inject: service?.inject ?? shared?.inject ?? fallback,
    enabled: true,
    routes: service?.routes ?? {},
    ...defined({
      default: service?.default,
      stackDefault: shared?.default,
      faults: completeFaults(service?.faults, shared?.faults),
      names: service?.names,
    }),
  };
}

function completeFaults(
  own: FaultPlan | undefined,
  stack: FaultPlan | undefined,
): FaultConfig | undefined {
  if (own === undefined && stack?.default === undefined) return undefined;
  return { routes: {}, ...own, ...defined({ stackDefault: stack?.default }) };
}
