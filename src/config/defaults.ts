import type { Registry, ServiceConfig } from "../campaign/campaign.ts";
import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import type { FaultPlan } from "../latency/faults.ts";
import type { FaultConfig, LatencyConfig } from "../latency/planLatency.ts";
import { defined, isMapping } from "./check.ts";
import type { Settings } from "./settings.ts";

/** What applies where neither the service nor the stack's `defaults` say anything. */
export const DEFAULTS = {
  namespace: { create: true },
  suffix: "-prism-mock",
  engine: "understudy" as const,
  delivery: "image" as const,
  ports: { service: 80, container: 8080 },
  replicas: 1,
  autoscaling: { cpu: "70%" },
  sidecar: { inject: true, cpu: "500m", memory: "512Mi" },
  timeout: "10m",
  tags: { environment: "stg" },
  adopt: false,
  image: { base: "node:24-slim", platforms: ["linux/amd64" as const] },
  istio: { enabled: true, revision: "auto" },
};

/** Limits by engine. */
export const RESOURCES = {
  understudy: { cpu: "500m", memory: "256Mi" },
  prism: { cpu: "1", memory: "1Gi" },
};

/**
 * What a service says, put over the stack's `defaults`: where both have a mapping, key by key and one level deep;
 * anything else as a whole. A registry is taken as a whole, because its credentials belong to its address.
 */
export function mergeSettings(stack: Settings, own: Settings): Settings {
  const merged: Record<string, unknown> = { ...stack };
  for (const [key, value] of Object.entries(own)) {
    const below = merged[key];
    const both = key !== "registry" && isMapping(below) && isMapping(value);
    merged[key] = both ? { ...below, ...value } : value;
  }
  return merged as Settings;
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
  const istio = { ...DEFAULTS.istio, ...(said.istio === false ? { enabled: false } : said.istio) };
  return {
    ...service,
    namespace: { name: service.name, ...DEFAULTS.namespace, ...said.namespace },
    suffix: said.suffix ?? DEFAULTS.suffix,
    engine,
    delivery: said.delivery ?? DEFAULTS.delivery,
    ports: { ...DEFAULTS.ports, ...said.ports },
    replicas: said.replicas ?? DEFAULTS.replicas,
    resources: { ...RESOURCES[engine], ...said.resources },
    sidecar: {
      ...DEFAULTS.sidecar,
      ...(said.sidecar === false ? { inject: false } : said.sidecar),
    },
    nodeAffinity: said.nodeAffinity ?? [],
    timeout: said.timeout ?? DEFAULTS.timeout,
    registry: said.registry ?? fallback,
    adopt: said.adopt ?? DEFAULTS.adopt,
    image: { ...DEFAULTS.image, ...said.image },
    istio,
    latency: completeLatency(own, stack, placeOfDelays(service.replaces, engine, istio.enabled)),
    ...defined({
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
  const latency = own.latency ?? stack.latency;
  if (latency === "none") return { inject: fallback, enabled: false, routes: {} };
  const service = own.latency === "none" ? undefined : own.latency;
  const shared = stack.latency === "none" ? undefined : stack.latency;
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
