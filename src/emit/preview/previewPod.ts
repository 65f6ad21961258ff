import type { Container, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { didYouMean, type Problem } from "../../problem.ts";
import { changeContainer } from "./previewContainer.ts";
import { replaceReferences } from "./replaceReferences.ts";
import { withUniqueKeys } from "./uniqueKeys.ts";

/**
 * Returns the copy's pod with the preview's changes and without host ports, which only one pod of a node can have. What
 * cannot be changed adds problems.
 *
 * @param main name of the container that changes, or undefined if none does
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
        const copy = withoutHostPorts(container);
        return container.name === main ? changeContainer(copy, config, where, problems) : copy;
      }),
      ...(origin.initContainers && {
        initContainers: origin.initContainers.map(withoutHostPorts),
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
  return withUniqueKeys(pod);
}

/** Returns warnings of volumes that the copy's pods share with the origin's. */
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

function withoutHostPorts({ ports, ...rest }: Container): Container {
  if (ports === undefined) return rest;
  return { ...rest, ports: ports.map(({ hostPort: _, hostIP: __, ...port }) => port) };
}
