import type { Container, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { didYouMean, type Problem } from "../../problem.ts";
import { changeContainer } from "./previewContainer.ts";
import { replaceReferences } from "./replaceReferences.ts";

/**
 * The copy's pods: with the changes of the preview, and without ports of the node, which only one pod of a node can have.
 * Adds problems.
 *
 * @param main name of the container that changes; undefined where none does
 */
export function previewPod(
  origin: PodSpec,
  config: PreviewConfig,
  main: string | undefined,
  where: string,
  problems: Problem[],
): PodSpec {
  const { pod, ...found } = replaceReferences(
    {
      ...origin,
      containers: origin.containers.map((container) => {
        const copy = copied(container);
        return container.name === main ? changeContainer(copy, config, where, problems) : copy;
      }),
      ...(origin.initContainers && {
        initContainers: origin.initContainers.map(copied),
      }),
    },
    config,
  );
  for (const kind of ["configMaps", "secrets"] as const) {
    for (const name of Object.keys(config[kind]).filter((name) => !found[kind].has(name))) {
      problems.push({
        where: `${where}.${kind}.${name}`,
        what: `Deployment ${config.deployment} refers to no ${kind === "secrets" ? "Secret" : "ConfigMap"} of this name`,
        fix:
          didYouMean(name, found[kind]) ??
          `It refers to: ${[...found[kind]].join(", ") || "none"}.`,
      });
    }
  }
  return pod;
}

/** Warnings of what the copy's pods have in common with the origin's, though one may not expect it. */
export function sharedDisks(pod: PodSpec, where: string): Problem[] {
  return (pod.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) =>
    claim === undefined
      ? []
      : [
          {
            where,
            what: `the copy mounts the origin's PersistentVolumeClaim ${claim.claimName}: what one writes the other reads, and a volume that a single node may mount keeps the copy's pods on that node`,
          },
        ],
  );
}

/**
 * A container without ports of the node, and with each variable once: the API server stores what is there twice, and the
 * last counts, but server-side apply, by which Pulumi updates, refuses it.
 */
function copied({ ports, env, ...rest }: Container): Container {
  const names = env?.map(({ name }) => name);
  return {
    ...rest,
    ...(ports && { ports: ports.map(({ hostPort: _, hostIP: __, ...port }) => port) }),
    ...(env && { env: env.filter(({ name }, i) => names?.lastIndexOf(name) === i) }),
  };
}
