import type { Container, EnvVar, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { ISTIO_PROXY } from "../../istioProxy.ts";
import { didYouMean, type Problem, received } from "../../problem.ts";

/**
 * Returns the name of the container that the preview changes: the one that the preview names, or else the team's only
 * container. Returns undefined if the preview changes no container, and also, with a problem, if it is not clear which
 * one.
 */
export function mainContainer(
  pod: PodSpec,
  config: PreviewConfig,
  where: string,
  problems: Problem[],
): string | undefined {
  if (!changesContainer(config)) return undefined;
  const names = pod.containers.map(({ name }) => name);
  const own = pod.containers.filter(({ name }) => name !== ISTIO_PROXY);
  const found =
    config.container === undefined
      ? own[0]
      : pod.containers.find(({ name }) => name === config.container);
  if (found !== undefined && (config.container !== undefined || own.length === 1))
    return found.name;
  const list = `the containers of Deployment ${config.deployment} are ${names.join(", ")}`;
  problems.push(
    config.container === undefined
      ? {
          where,
          what: `expected "container" to say which one is meant: ${list}`,
          fix: `Write, for example, "container: ${own[0]?.name ?? names[0] ?? "app"}".`,
        }
      : {
          where: `${where}.container`,
          what: `expected one of ${names.join(", ")}, the containers of Deployment ${config.deployment}, received ${received(config.container)}`,
          fix: didYouMean(config.container, names),
        },
  );
  return undefined;
}

/** Returns the container with the preview's image, environment and resources. */
export function changeContainer(
  container: Container,
  { image, env, resources }: PreviewConfig,
  where: string,
  problems: Problem[],
): Container {
  const changed = changeEnv(container.env ?? [], env);
  problems.push(...removalProblems(container, env, where));
  return {
    ...container,
    ...(image !== undefined && { image }),
    ...(changed.length > 0 || container.env !== undefined ? { env: changed } : {}),
    ...(resources !== undefined && { resources }),
  };
}

/** Existing variables keep their place, because later ones may refer to them. New ones come last. */
export function changeEnv(before: EnvVar[], changes: PreviewConfig["env"]): EnvVar[] {
  const names = new Set(before.map(({ name }) => name));
  const set = (name: string): EnvVar[] => {
    const value = changes[name];
    return value === null || value === undefined ? [] : [{ name, value }];
  };
  return [
    ...before.flatMap((variable) =>
      Object.hasOwn(changes, variable.name) ? set(variable.name) : [variable],
    ),
    ...Object.keys(changes)
      .filter((name) => !names.has(name))
      .flatMap(set),
  ];
}

function changesContainer({ container, image, env, resources, setup }: PreviewConfig): boolean {
  const said = [container, image, resources, setup].some((one) => one !== undefined);
  return said || Object.keys(env).length > 0;
}

/**
 * A variable that is to be removed but does not exist has a misspelt name, or comes with envFrom and cannot be removed.
 */
function removalProblems(
  container: Container,
  changes: PreviewConfig["env"],
  where: string,
): Problem[] {
  const names = (container.env ?? []).map(({ name }) => name);
  const fromElsewhere = (container.envFrom ?? []).length > 0;
  return Object.entries(changes)
    .filter(([name, value]) => value === null && !names.includes(name))
    .map(([name]) => ({
      where: `${where}.env.${name}`,
      what: `container ${container.name} has no variable of this name that could be removed`,
      fix:
        didYouMean(name, names) ??
        (fromElsewhere
          ? 'One that comes with envFrom can only be set to another value, such as "".'
          : "Leave the line out."),
    }));
}
