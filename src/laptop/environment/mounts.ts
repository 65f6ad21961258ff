import type { Container, Pod } from "kubernetes-types/core/v1.d.ts";
import { expand } from "./expand.ts";

/** Where a container has a volume, or a part of it. */
export interface Mount {
  /** Absolute, in the container. */
  path: string;
  volume: string;
  /** A file or folder of the volume; empty for all of it. */
  subPath: string;
}

/** Returns a container's mounts, outer ones before those that lie in them. */
export function mountsOf(container: Container, environment: ReadonlyMap<string, string>): Mount[] {
  return (container.volumeMounts ?? [])
    .map(({ name, mountPath, subPath, subPathExpr }) => ({
      path: `/${mountPath.split("/").filter(Boolean).join("/")}`,
      volume: name,
      subPath: subPath ?? expand(subPathExpr ?? "", (variable) => environment.get(variable)),
    }))
    .sort((a, b) => a.path.length - b.path.length);
}

/** Returns the names of a pod's volumes that a container mounts and of which there are no files here, with their kinds. */
export function volumesWithoutFiles(
  { spec }: Pod,
  mounts: readonly Mount[],
  withFiles: { has(volume: string): boolean },
): string[] {
  return (spec?.volumes ?? [])
    .filter(({ name }) => !withFiles.has(name) && mounts.some(({ volume }) => volume === name))
    .map(({ name, ...source }) => `${name} (${Object.keys(source).join()})`);
}
