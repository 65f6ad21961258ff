import type { ServiceConfig } from "./campaign.ts";
import { at, hasProblem, report } from "./check.ts";
import { type Entry, placeOf } from "./entry.ts";
import type { Settings } from "./settings.ts";
import type { SettingKey } from "./shape.ts";

/** What must hold between several settings of one service. */
interface Rule {
  /** The settings that it reads: it is skipped when one of them is wrong by itself, and reported at the first. */
  reads: [SettingKey, ...SettingKey[]];
  broken(config: ServiceConfig, rest: { said: Settings; hasAws: boolean }): boolean;
  what(config: ServiceConfig): string;
  fix: string;
}

/** With engine prism and delays that the mock would have to make. */
export const PRISM_CANNOT_WAIT = {
  what: "engine prism cannot make delays, and inject is mock",
  fix: "Write inject: mesh, engine: understudy or latency: none.",
};

const RULES: Rule[] = [
  {
    reads: ["delivery", "registry"],
    broken: ({ delivery, registry }) => delivery === "image" && registry.kind === "none",
    what: () => "delivery image needs a registry, and registry is none",
    fix: "Name a registry, or write delivery: configMap.",
  },
  {
    reads: ["registry"],
    broken: ({ registry }, { hasAws }) => registry.kind === "ecr" && !hasAws,
    what: () => "registry ecr needs aws, and the stack names none",
    fix: "Write understudy:aws with region and accountIds, or name another registry.",
  },
  {
    reads: ["latency", "istio"],
    broken: ({ latency, istio }) => latency.enabled && latency.inject === "mesh" && !istio.enabled,
    what: () => "inject mesh needs istio, and istio is off",
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
    reads: ["expose", "istio"],
    broken: ({ istio }, { said }) => said.expose !== undefined && !istio.enabled,
    what: () => "expose needs istio, and istio is off",
    fix: "An Istio Gateway leads to the mock: enable istio, or leave expose out.",
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
    fix: "Have more pods: otherwise no node with one of them can be drained.",
  },
];

/** Reports what does not fit together within one service. */
export function checkRules(entry: Entry, { hasAws }: { hasAws: boolean }): void {
  const rest = { said: entry.said, hasAws };
  for (const { reads, broken, what, fix } of RULES) {
    const fields = reads.map((key) => placeOf(entry, key));
    if (fields.some(hasProblem) || !broken(entry.config, rest)) continue;
    report(placeOf(entry, reads[0]), what(entry.config), fix);
  }
  needs(entry, "autoscaling", ["min", "max"]);
  needs(entry, "expose", ["host", "gateway"]);
}

/** A mapping that is nothing without some of its keys, which may stand in `defaults` too. */
function needs(entry: Entry, key: "autoscaling" | "expose", parts: string[]): void {
  const said: object | undefined = entry.said[key];
  const place = placeOf(entry, key);
  if (said === undefined || hasProblem(place)) return;
  for (const part of parts) {
    if (!(part in said))
      report(at(place, part), `${key} needs ${parts.join(" and ")}, received no ${part}`);
  }
}

function saysLatency({ stackDefault, default: own, routes }: ServiceConfig["latency"]): boolean {
  return stackDefault !== undefined || own !== undefined || Object.keys(routes).length > 0;
}

function fewestPods({ replicas, autoscaling }: ServiceConfig): number {
  return autoscaling?.min ?? replicas;
}
