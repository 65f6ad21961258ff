import { existsSync, type FSWatcher, realpathSync, watch } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Watches files by the folders that they are in, because editors save a file by replacing it. */
export interface FileWatch {
  /**
   * Which files matter from now on, as absolute paths; they need not exist.
   * @param anyDocument After a broken edit: any YAML or JSON file in their folders matters, since the cure may lie
   * in a file that is not known yet.
   */
  update(files: string[], anyDocument: boolean): void;
  close(): void;
}

/** How long after the last event a burst counts as over; saving a file takes several events. */
const QUIET_MS = 100;

/**
 * Calls `onChange` once for a burst of events at the watched files, and `onTrouble` with a sentence when a folder
 * cannot be watched.
 */
export function watchFiles(onChange: () => void, onTrouble: (text: string) => void): FileWatch {
  const watchers = new Map<string, FSWatcher>();
  let matters: (path: string) => boolean = () => false;
  let timer: NodeJS.Timeout | undefined;

  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  const open = (folder: string) => {
    try {
      const watcher = watch(folder, (event, name) => {
        // The folder itself went away; what watches it would never speak again.
        const gone = event === "rename" && name === basename(folder) && !existsSync(folder);
        if (gone) forget(folder);
        if (!gone && name !== null && !matters(join(folder, name))) return;
        clearTimeout(timer);
        timer = setTimeout(onChange, QUIET_MS);
      });
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      onTrouble(`Edits in ${folder} are not noticed: ${why}.`);
    }
  };

  return {
    update(files, anyDocument) {
      const known = new Set(files.flatMap((file) => [file, realPath(file)]));
      const folders = new Set([...known].map((file) => nearestFolder(dirname(file))));
      // A folder that stands in for one that is missing must report that one's return.
      const above = new Set([...known].flatMap((file) => ancestors(file)));
      matters = (path) =>
        known.has(path) || (anyDocument && (/\.(ya?ml|json)$/.test(path) || above.has(path)));
      for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
      for (const folder of folders) if (!watchers.has(folder)) open(folder);
    },
    close() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}

/** Where a symbolic link leads: edits happen there. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestors(parent)];
}
