import type { Registry, ServiceConfig } from "../campaign/campaign.ts";
import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import type { FaultPlan } from "../latency/faults.ts";
import type { FaultConfig, LatencyConfig } from "../latency/planLatency.ts";
import { defined, isMapping } from "./check.ts";
import type { Settings } from "./settings.ts";

/** What applies where neither the service nor the stack's `defaults` say anything. */
export const DEFAULTS = {
  createNamespace: true,
  suffix: "-prism-mock",
  engine: "understudy" as const,
  delivery: "image" as const,
  ports: { service: 80, container: 8080 },
  replicas: 1,
  autoscaling: { cpu: "70%" },
  sidecar: { inject: true, limits: { cpu: "500m", memory: "512Mi" } },
  timeout: "10m",
  tags: { environment: "stg" },
  adopt: false,
  build: { base: "node:24-slim", platforms: ["linux/amd64" as const] },
  istio: { enabled: true, revision: "auto" },
};

/** `resources.limits` by engine. */
export const LIMITS = {
  understudy: { cpu: "500m", memory: "256Mi" },
  prism: { cpu: "1", memory: "1Gi" },
};

/**
 * A service's settings merged over the stack's `defaults`. Where both have a mapping, it is merged key by key; anything
 * else is replaced. A registry is replaced as a whole, because its credentials belong to its address.
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
 * A service with every default filled in. Autoscaling and expose are left out where they are incomplete;
 * `rules.ts` reports them.
 */
export function completeService(
  service: { name: string; spec: string; replaces?: ReplacesConfig },
  own: Settings,
  stack: Settings,
  fallback: Registry,
): ServiceConfig {
  const said = mergeSettings(stack, own);
  const engine = said.engine ?? DEFAULTS.engine;
  const istio = { ...DEFAULTS.istio, ...(said.istio === "none" ? { enabled: false } : said.istio) };
  const sidecar = said.sidecar === "none" ? { inject: false } : said.sidecar;
  return {
    ...service,
    namespace: said.namespace ?? service.name,
    createNamespace: said.createNamespace ?? DEFAULTS.createNamespace,
    suffix: said.suffix ?? DEFAULTS.suffix,
    engine,
    delivery: said.delivery ?? DEFAULTS.delivery,
    ports: { ...DEFAULTS.ports, ...said.ports },
    replicas: said.replicas ?? DEFAULTS.replicas,
    resources: { ...said.resources, limits: { ...LIMITS[engine], ...said.resources?.limits } },
    sidecar: {
      inject: sidecar?.inject ?? DEFAULTS.sidecar.inject,
      limits: { ...DEFAULTS.sidecar.limits, ...sidecar?.limits },
    },
    nodeAffinity: said.nodeAffinity ?? [],
    timeout: said.timeout ?? DEFAULTS.timeout,
    registry: said.registry ?? fallback,
    adopt: said.adopt ?? DEFAULTS.adopt,
    build: { ...DEFAULTS.build, ...said.build },
    istio,
    latency: completeLatency(own, stack, placeOfDelays(service.replaces, engine, istio.enabled)),
    ...defined({
      image: said.image,
      campaign: said.campaign,
      autoscaling: completeAutoscaling(said),
      minAvailable: said.minAvailable,
      priorityClass: said.priorityClass,
      tags:
        said.tags === "none"
          ? undefined
          : { ...DEFAULTS.tags, service: service.name, ...said.tags },
      expose: completeExpose(said),
    }),
  };
}

function completeAutoscaling({ autoscaling }: Settings): ServiceConfig["autoscaling"] {
  const { min, max, cpu } = { ...DEFAULTS.autoscaling, ...autoscaling };
  return min === undefined || max === undefined ? undefined : { min, max, cpu };
}

function completeExpose({ expose }: Settings): ServiceConfig["expose"] {
  const { host, gateway } = { ...expose };
  return host === undefined || gateway === undefined ? undefined : { host, gateway };
}

/**
 * Who makes delays where nothing is said of it. Requests to the host of another service meet none of the mock's own
 * rules in the mesh: where it answers for one, it makes them itself, if it can.
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
  // A service that says anything about its latency has delays, also where "defaults" switches them off for the others.
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
