import { cpSync, createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { StoredFile } from "../reporterApi.ts";
import { isRunPath } from "./runPath.ts";
import type { RunStore } from "./runStore.ts";

/**
 * Keeps runs in a folder.
 *
 * @param shown how people call it: `claim reports: loadtest`
 */
export function folderStore(folder: string, shown = folder): RunStore {
  return {
    placeOf: (id) => `${shown}/${id}`,
    async save(id, from) {
      const to = join(folder, id);
      // Runs are written where they are kept, if that is a folder.
      if (resolve(from) !== resolve(to)) cpSync(from, to, { recursive: true });
    },
    async list() {
      if (!existsSync(folder)) return [];
      return readdirSync(folder).sort().reverse();
    },
    files: async (id) => (isRunPath(id) ? filesIn(join(folder, id)) : []),
    async read(id, path) {
      if (!isRunPath(id) || !isRunPath(path)) return undefined;
      const file = join(folder, id, path);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
      return createReadStream(file);
    },
  };
}

/** Returns the files below a folder, in order. */
export function filesIn(folder: string): StoredFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".new"))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => ({
      path: relative(folder, file).replaceAll(sep, "/"),
      bytes: statSync(file).size,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
