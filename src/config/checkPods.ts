import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { portNumber, sharedConfig } from "../campaign/mockPods.ts";
import type { Problem } from "../problem.ts";
import { type DeclaredService, isWrong, placeOf, type SettingKey } from "./declaredService.ts";
import { problemAt } from "./values/check.ts";

/** The settings of pods, of which mocks that share theirs have only one. */
const OF_PODS = [
  ...["delivery", "ports", "replicas", "resources", "autoscaling", "minAvailable"],
  ...["nodeAffinity", "priorityClass", "timeout", "registry", "image", "build", "tags"],
  ...["istio", "sidecar"],
] as SettingKey[];

const LAST_PORT = 65_535;

/** Reports what mocks that share their pods cannot have in common. */
export function checkPods(services: readonly DeclaredService[]): Problem[] {
  const sharing = services.filter(
    (service) => service.config.pods === "shared" && !isWrong(service, "pods"),
  );
  const groups = Map.groupBy(sharing, ({ config }) => mockNames(sharedConfig(config)).host);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    return [
      ...others.flatMap((service) => differing(service, first)),
      ...tooManyPorts(first, group.length),
      ...services.flatMap((service) => takenName(service, first)),
    ];
  });
}

function differing(service: DeclaredService, first: DeclaredService): Problem[] {
  return OF_PODS.filter(
    (key) =>
      JSON.stringify(ofPods(service.config, key)) !== JSON.stringify(ofPods(first.config, key)),
  )
    .filter((key) => !isWrong(service, key) && !isWrong(first, key))
    .map((key) => {
      const what = `the pods are shared with ${first.field.path}, which has a different ${key}`;
      const fix = "Write the same value in both, best in defaults, or pods: own in one of them.";
      return problemAt(placeOf(service, key), what, fix);
    });
}

/** Returns the part of a setting that decides something about the pods. */
function ofPods(config: ServiceConfig, key: SettingKey): unknown {
  if (key === "ports") return config.ports.container;
  return key === "tags" ? config.tags?.environment : config[key as keyof ServiceConfig];
}

function tooManyPorts(first: DeclaredService, count: number): Problem[] {
  const last = portNumber(first.config, count - 1);
  if (last <= LAST_PORT || isWrong(first, "ports")) return [];
  const what = `expected a port that ${count} more can follow, received ${first.config.ports.container}`;
  return [problemAt(placeOf(first, "ports"), what, "Each mock of shared pods has one.")];
}

function takenName(service: DeclaredService, first: DeclaredService): Problem[] {
  const [own, pods] = [mockNames(service.config), mockNames(sharedConfig(first.config))];
  if (own.host !== pods.host) return [];
  const what = `"${own.resource}" is the name of the pods that ${first.field.path} shares`;
  return [problemAt(service.name, what, "Give the service another name, suffix or campaign.")];
}
