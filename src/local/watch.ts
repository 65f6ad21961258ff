import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FSWatcher, watch } from "chokidar";

/** Watches files by their folders, because editors save a file by replacing it. */
export interface FileWatch {
  /**
   * Sets the files to watch, by absolute paths. They need not exist.
   *
   * @param anyDocument After a broken edit: watches all YAML and JSON files in their folders, because the file that
   *   fixes the edit may not be known yet.
   */
  update(files: string[], anyDocument: boolean): void;
  close(): void;
}

/** A burst of events is over when there was none for this long. Saving a file takes several events. */
const QUIET_MS = 100;

const DOCUMENT = /\.(ya?ml|json)$/;

/**
 * Calls `onChange` once for a burst of changes of the watched files, and `onTrouble` with a sentence if a folder
 * cannot be watched.
 */
export function watchFiles(onChange: () => void, onTrouble: (text: string) => void): FileWatch {
  const watchers = new Map<string, FSWatcher>();
  let known: ReadonlySet<string> = new Set();
  let matters: (path: string) => boolean = () => false;
  /** The states of the watched paths at the last look. */
  let states = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  const stateOf = (path: string) => (known.has(path) ? contentOf(path) : identityOf(path));

  /**
   * Returns the state to compare with at the next look. It is the previous one, so that changes since then are still
   * reported.
   */
  const keep = (path: string, previous: string | undefined) =>
    // A file that was not read before and has not changed is compared by content from now on.
    previous === undefined || previous === identityOf(path) ? stateOf(path) : previous;

  const look = () => {
    const documents = [...watchers.keys()].flatMap(documentsIn);
    const changed = [...new Set([...states.keys(), ...documents])].filter(
      (path) => matters(path) && stateOf(path) !== (states.get(path) ?? ""),
    );
    if (changed.length === 0) return;
    for (const path of changed) states.set(path, stateOf(path));
    onChange();
  };

  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  };

  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  const open = (folder: string) => {
    const watcher = watch(folder, {
      depth: 0,
      ignoreInitial: true,
      ignored: (path, stats) =>
        stats?.isFile() === true && !DOCUMENT.test(path) && !known.has(path),
    });
    watchers.set(folder, watcher);
    watcher.on("all", (_event, path) => {
      // The watcher of a removed folder does not notice when the folder is created again.
      if (!existsSync(folder)) forget(folder);
      if (matters(path)) lookSoon();
    });
    // A watcher starts some time after `update`, and misses what happens before.
    watcher.on("ready", lookSoon);
    watcher.on("error", (error) => {
      if (watchers.get(folder) !== watcher) return;
      forget(folder);
      const why = error instanceof Error ? error.message : String(error);
      onTrouble(`Edits in ${folder} are not noticed: ${why}.`);
    });
  };

  return {
    update(files, anyDocument) {
      known = new Set(files.flatMap((file) => [file, realPath(file)]));
      const folders = new Set([...known].map((file) => nearestFolder(dirname(file))));
      // A folder that stands in for a missing one must report when the missing one is created.
      const above = new Set([...known].flatMap((file) => ancestors(file)));
      matters = (path) =>
        known.has(path) || (anyDocument && (DOCUMENT.test(path) || above.has(path)));
      const others = anyDocument ? [...above, ...[...folders].flatMap(documentsIn)] : [];
      const previous = states;
      states = new Map([...known, ...others].map((path) => [path, keep(path, previous.get(path))]));
      for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
      for (const folder of folders) if (!watchers.has(folder)) open(folder);
      lookSoon();
    },
    close() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}

/**
 * Returns a file's content, or an empty text if it cannot be read. Timestamps are too coarse to detect two quick edits.
 */
function contentOf(file: string): string {
  try {
    return `content ${readFileSync(file, "latin1")}`;
  } catch {
    return "";
  }
}

/** Returns a text that changes when the folder, or the file that was not read, is replaced by another one. */
function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return "";
  return stats.isDirectory()
    ? `folder ${stats.ino}`
    : `file ${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

function documentsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => DOCUMENT.test(name))
    .map((name) => join(folder, name));
}

/** Returns the target of a symbolic link, because that is where edits happen. */
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
