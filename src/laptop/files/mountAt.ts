import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, unlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Problem } from "../../problem.ts";
import type { Session } from "./session.ts";

/**
 * Links the top folders of a container's mounts (`etc`, `var`) into a folder of the user's.
 *
 * @returns the mistakes, such as a name that is taken; then nothing was made
 */
export function mountAt(folder: string, root: string, session: Session): Problem[] {
  const names = readdirSync(root);
  const taken = names.filter((name) => isTaken(join(folder, name)));
  if (taken.length > 0) {
    const fix = "Name an empty folder, or one that is not there yet.";
    return taken.map((name) => ({
      where: `--mount ${folder}`,
      what: `it has "${name}" already`,
      fix,
    }));
  }
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true });
  if (isNew) session.remember(resolve(folder));
  for (const name of names) {
    const link = resolve(folder, name);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) unlinkSync(link);
    symlinkSync(join(root, name), link);
    session.remember(link);
  }
  return [];
}

/** A link that leads nowhere is what a command left that was killed. */
function isTaken(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !(found.isSymbolicLink() && !existsSync(path));
}
