import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Mount } from "../environment/mounts.ts";

/**
 * Returns the arguments that put a container's files at their own paths. A folder follows the cluster. Of a volume in which
 * another one is mounted, and with `subPath`, each file is mounted by itself, and stays as it is at the start.
 *
 * @param volumes the folder that has a folder for each volume
 */
export function mountArguments(mounts: readonly Mount[], volumes: string): string[] {
  return mounts
    .flatMap(({ path, volume, subPath }) => {
      const source = join(volumes, volume, subPath);
      if (!existsSync(source)) return [];
      const inner = mounts.filter((other) => other.path.startsWith(`${path}/`));
      if (inner.length === 0) return [{ source, path }];
      // A folder that is read-only has no place for another mount.
      const onTheWay = inner.map((other) => other.path.slice(path.length + 1).split("/")[0] ?? "");
      return readdirSync(source)
        .filter((name) => !name.startsWith("..") && !onTheWay.includes(name))
        .map((name) => ({ source: join(source, name), path: join(path, name) }));
    })
    .flatMap(({ source, path }) => ["--mount", mountOf(source, path)]);
}

/** Docker reads the value as a line of CSV. */
function mountOf(source: string, path: string): string {
  const fields = ["type=bind", `source=${source}`, `target=${path}`, "readonly"];
  return fields
    .map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join();
}
