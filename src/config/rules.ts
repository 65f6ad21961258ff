import { buildsImage } from "../campaign/buildsImage.ts";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { PRISM_CANNOT_WAIT } from "../campaign/loadMocks.ts";
import { and, type Problem } from "../problem.ts";
import type { Settings } from "./complete.ts";
import { type DeclaredService, isWrong, placeOf, type SettingKey } from "./declaredService.ts";
import { EXPOSE } from "./schema/istio.ts";
import { AUTOSCALING } from "./schema/pods.ts";
import { at, problemAt } from "./values/check.ts";
import { quantityValue } from "./values/quantityValue.ts";
import type { Section } from "./values/setting.ts";

/** A rule about several settings of one service. */
interface Rule {
  /**
   * The settings that it compares. If one of them is wrong by itself, the rule is skipped. A problem is reported at the
   * first.
   */
  reads: [SettingKey, ...SettingKey[]];
  broken(config: ServiceConfig, rest: { said: Settings; hasAws: boolean }): boolean;
  what(config: ServiceConfig): string;
  fix: string;
}

const RULES: Rule[] = [
  {
    reads: ["delivery", "registry", "image"],
    broken: (config) => buildsImage(config) && config.registry.kind === "none",
    what: () => "delivery image needs a registry, but registry is none",
    fix: "Name a registry or a ready image, or write delivery: configMap.",
  },
  {
    reads: ["image", "delivery"],
    broken: ({ delivery, image }) => delivery === "configMap" && image !== undefined,
    what: () => "an image and delivery configMap exclude each other",
    fix: "Remove image, or write delivery: image.",
  },
  {
    reads: ["registry"],
    broken: ({ registry }, { hasAws }) => registry.kind === "ecr" && !hasAws,
    what: () => "registry ecr needs aws, but the stack has no aws",
    fix: "Write understudy:aws with region and accountIds, or name another registry.",
  },
  {
    reads: ["latency", "istio"],
    broken: ({ latency, istio }) => latency.enabled && latency.inject === "mesh" && !istio.enabled,
    what: () => "inject mesh needs istio, but istio is off",
    fix: "The callers' sidecars make these delays: enable istio and give the callers sidecars, or write inject: mock.",
  },
  {
    reads: ["engine", "latency", "istio"],
    broken: ({ engine, latency }) =>
      engine === "prism" && latency.inject === "mock" && saysLatency(latency),
    ...PRISM_CANNOT_WAIT,
    what: () => PRISM_CANNOT_WAIT.what,
  },
  {
    reads: ["engine", "latency"],
    broken: ({ engine, latency }) => engine === "prism" && latency.faults !== undefined,
    what: () => "engine prism cannot make faults",
    fix: "Write engine: understudy, or remove faults.",
  },
  {
    reads: ["pods", "engine"],
    broken: ({ pods, engine }) => pods === "shared" && engine === "prism",
    what: () => "engine prism serves one document, and pods is shared",
    fix: "Write engine: understudy, or pods: own.",
  },
  {
    reads: ["expose", "istio"],
    broken: ({ istio }, { said }) => said.expose !== undefined && !istio.enabled,
    what: () => "expose needs istio, but istio is off",
    fix: "An Istio Gateway leads to the mock: enable istio, or remove expose.",
  },
  {
    reads: ["resources"],
    broken: ({ resources }) => aboveLimit(resources) !== undefined,
    what: ({ resources }) => aboveLimit(resources) ?? "",
    fix: "Kubernetes refuses such pods: raise the limit, or lower the request.",
  },
  {
    reads: ["sidecar"],
    broken: ({ sidecar }) => sidecar.inject && aboveLimit(sidecar) !== undefined,
    what: ({ sidecar }) => aboveLimit(sidecar) ?? "",
    fix: "Kubernetes refuses such pods: raise the limit, or lower the request.",
  },
  {
    reads: ["autoscaling"],
    broken: ({ autoscaling }) => autoscaling !== undefined && autoscaling.min > autoscaling.max,
    what: ({ autoscaling }) => `min (${autoscaling?.min}) is above max (${autoscaling?.max})`,
    fix: "Write the smaller number as min.",
  },
  {
    reads: ["minAvailable", "replicas", "autoscaling"],
    broken: (config) => (config.minAvailable ?? 0) >= fewestPods(config),
    what: (config) =>
      `expected less than ${fewestPods(config)}, the smallest number of pods, received ${config.minAvailable}`,
    fix: "Run more pods: otherwise no node with one of them can be drained.",
  },
];

/** Returns the problems of settings that contradict each other within one service. */
export function checkRules(service: DeclaredService, { hasAws }: { hasAws: boolean }): Problem[] {
  const broken = RULES.filter(
    (rule) =>
      !rule.reads.some((key) => isWrong(service, key)) &&
      rule.broken(service.config, { said: service.said, hasAws }),
  );
  return [
    ...broken.map(({ reads, what, fix }) =>
      problemAt(placeOf(service, reads[0]), what(service.config), fix),
    ),
    ...missing(service, "autoscaling", AUTOSCALING),
    ...missing(service, "expose", EXPOSE),
  ];
}

/** Returns a problem for each required key that the mapping lacks. It may also stand in `defaults`. */
function missing(
  service: DeclaredService,
  key: "autoscaling" | "expose",
  section: Section,
): Problem[] {
  const said: object | undefined = service.said[key];
  const place = placeOf(service, key);
  if (said === undefined || isWrong(service, key)) return [];
  const parts = Object.keys(section).filter((part) => section[part]?.required);
  return parts
    .filter((part) => !(part in said))
    .map((part) => problemAt(at(place, part), `${key} needs ${and(parts)}, received no ${part}`));
}

function saysLatency({ stackDefault, default: own, routes }: ServiceConfig["latency"]): boolean {
  return stackDefault !== undefined || own !== undefined || Object.keys(routes).length > 0;
}

/** Returns what is wrong with requests that are above their limits, or undefined if none is. */
function aboveLimit({ limits, requests = {} }: ServiceConfig["resources"]): string | undefined {
  const found = (["cpu", "memory"] as const).find(
    (key) => quantityValue(requests[key] ?? limits[key]) > quantityValue(limits[key]),
  );
  if (found === undefined) return undefined;
  return `expected a ${found} request of at most the limit of ${limits[found]}, received ${requests[found]}`;
}

function fewestPods({ replicas, autoscaling }: ServiceConfig): number {
  return autoscaling?.min ?? replicas;
}
