import type {
  Container,
  ContainerPort,
  EnvVar,
  HostAlias,
  PodSpec,
  ResourceRequirements,
} from "kubernetes-types/core/v1.d.ts";
import { numberPorts } from "./portNames.ts";

// The API server stores some lists that have one key twice. Server-side apply, by which Pulumi makes objects, refuses them
// (https://github.com/kubernetes/kubernetes/issues/113246). These are all of a PodSpec: its other keyed lists are refused
// twice by every request. Tried on Kubernetes 1.36, whose /openapi/v3 names the keys (x-kubernetes-list-map-keys).

/** Returns the pod with each key of its lists once, and with the same meaning. */
export function withUniqueKeys(pod: PodSpec): PodSpec {
  const { imagePullSecrets, hostAliases, initContainers } = pod;
  return {
    ...pod,
    containers: pod.containers.map(uniqueContainer),
    ...(initContainers && { initContainers: initContainers.map(uniqueContainer) }),
    ...(imagePullSecrets && {
      imagePullSecrets: firstOf(imagePullSecrets, ({ name = "" }) => name),
    }),
    ...(hostAliases && { hostAliases: mergeAliases(hostAliases) }),
  };
}

function uniqueContainer(container: Container): Container {
  const { ports, env, resources } = container;
  const kept = ports && uniquePorts(ports);
  return {
    ...(kept === undefined ? container : numberPorts({ ...container, ports: kept }, ports ?? [])),
    ...(env && { env: lastValues(env) }),
    ...(resources?.claims && { resources: wholeClaims(resources) }),
    ...uniqueExitCodes(container),
  };
}

/** Of several names for one port, the first counts. Without a protocol it is TCP. */
function uniquePorts(ports: ContainerPort[]): ContainerPort[] {
  const byNumber = Map.groupBy(
    ports,
    ({ containerPort, protocol = "TCP" }) => `${containerPort}/${protocol}`,
  );
  return [...byNumber.values()].flatMap(
    (same) => same.find(({ name }) => name !== undefined) ?? same.slice(0, 1),
  );
}

/**
 * The last value of a variable counts. Variables after an earlier value may refer to that, as in `PATH=/opt:$(PATH)`:
 * where it is a text, it is written in its place.
 */
function lastValues(env: EnvVar[]): EnvVar[] {
  const names = env.map(({ name }) => name);
  const before = new Map<string, string>();
  return env.flatMap((variable, index) => {
    const { name, value } = variable;
    const text = value === undefined ? undefined : inlined(value, before);
    before.delete(name);
    if (names.lastIndexOf(name) === index)
      return [text === undefined ? variable : { ...variable, value: text }];
    if (variable.valueFrom === undefined) before.set(name, text ?? "");
    return [];
  });
}

/** Replaces `$(NAME)` by the name's text. `$$` stands for one dollar sign, and what follows it is no reference. */
function inlined(value: string, texts: ReadonlyMap<string, string>): string {
  return value.replaceAll(/\$\$|\$\(([^()]*)\)/g, (found, name) => texts.get(name) ?? found);
}

/** The names of one address in several entries become the names of one entry. */
function mergeAliases(aliases: HostAlias[]): HostAlias[] {
  const byAddress = Map.groupBy(aliases, ({ ip }) => ip);
  return [...byAddress.values()].map((same) => {
    const hostnames = same.flatMap((alias) => alias.hostnames ?? []);
    return { ...same[0], ...(hostnames.length > 0 && { hostnames: [...new Set(hostnames)] }) };
  });
}

/** A container that uses several requests of one claim gets the whole claim: a key has room for one of them. */
function wholeClaims(resources: ResourceRequirements): ResourceRequirements {
  const claims = resources.claims ?? [];
  const byName = Map.groupBy(claims, ({ name }) => name);
  return {
    ...resources,
    claims: [...byName].flatMap(([name, same]) => (same.length > 1 ? [{ name }] : same)),
  };
}

/** Rules of the container's restarts are newer than the package with Kubernetes' types. */
interface RestartRules {
  restartPolicyRules?: { exitCodes?: { values?: number[] } }[];
}

function uniqueExitCodes(container: Container & RestartRules): RestartRules {
  const { restartPolicyRules: rules } = container;
  if (rules === undefined) return {};
  const restartPolicyRules = rules.map(({ exitCodes, ...rule }) => ({
    ...rule,
    ...(exitCodes && {
      exitCodes: {
        ...exitCodes,
        ...(exitCodes.values && { values: [...new Set(exitCodes.values)] }),
      },
    }),
  }));
  return { restartPolicyRules };
}

function firstOf<T>(items: T[], keyOf: (item: T) => string): T[] {
  return [...Map.groupBy(items, keyOf).values()].flatMap((same) => same.slice(0, 1));
}
