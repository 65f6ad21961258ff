import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Mount } from "../environment/mounts.ts";
import { linkTarget, replaceLink } from "./writeVolume.ts";

/**
 * Makes a folder with a container's mounts at their paths, as links to the volumes. It is made anew each time, since a
 * volume in which another one is mounted is a folder with a link for each of its files.
 *
 * @param root becomes a link to the newest folder
 * @param volumes the folder that has a folder for each volume
 */
export function linkMounts(root: string, mounts: readonly Mount[], volumes: string): void {
  const before = linkTarget(root);
  const number = Number(before?.split("-").at(-1) ?? 0) + 1;
  const tree = join(dirname(root), `tree-${number}`);
  mkdirSync(tree, { recursive: true });
  for (const { path, volume, subPath } of mounts) {
    const target = join(volumes, volume, subPath);
    const place = join(tree, path);
    const inner = mounts.filter((other) => other.path.startsWith(`${path}/`));
    const onTheWay = inner.map((other) => other.path.slice(path.length + 1).split("/")[0]);
    mkdirSync(dirname(place), { recursive: true });
    if (inner.length === 0) symlinkSync(target, place);
    else {
      mkdirSync(place);
      const names = existsSync(target) ? readdirSync(target) : [];
      for (const name of names.filter(
        (name) => !name.startsWith("..") && !onTheWay.includes(name),
      )) {
        symlinkSync(join(target, name), join(place, name));
      }
    }
  }
  replaceLink(root, basename(tree));
  if (before !== undefined) rmSync(join(dirname(root), before), { recursive: true, force: true });
}
