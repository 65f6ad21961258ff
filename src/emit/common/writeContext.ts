import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BuildConfig } from "../../campaign/buildConfig.ts";

/** Build settings of an image, without its context. The names are those of Pulumi's `docker-build`. */
export interface ImageBuild {
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  platforms: BuildConfig["platforms"];
  network: "none";
}

/**
 * Writes the build context of an image into a folder, and replaces what the folder contained. Timestamps and
 * modes are fixed, whatever the umask is: the same content makes the same layers on every machine. `docker build` works
 * in this folder too.
 *
 * @returns the folder
 */
export function writeContext(
  folder: string,
  files: readonly (readonly [path: string, content: string | Buffer])[],
): string {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, 0o644);
    utimesSync(file, 0, 0);
    // Writing a file changes the timestamp of its directory, so the directories are set again after each file.
    for (let directory = dirname(path); directory !== "."; directory = dirname(directory)) {
      chmodSync(join(folder, directory), 0o755);
      utimesSync(join(folder, directory), 0, 0);
    }
  }
  return folder;
}
