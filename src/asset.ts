import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Returns the text of a file that lies beside the code, by its path below `src/`.
 *
 * In the package the same paths lie below `dist/`, and every bundle lies directly in `dist/`. So the URL of this module
 * leads to the files in both places.
 */
export function readAsset(path: string): string {
  return readFileSync(assetUrl(path), "utf8");
}

/** Returns whether there is a file at a path below `src/`. */
export function hasAsset(path: string): boolean {
  return existsSync(assetUrl(path));
}

/** Returns where a file or folder lies on this machine, by its path below `src/`. */
export function assetPath(path: string): string {
  return fileURLToPath(assetUrl(path));
}

/** Returns the version of the package that the code belongs to: `0.1.0`. */
export function packageVersion(): string {
  return JSON.parse(readAsset("../package.json")).version;
}

function assetUrl(path: string): URL {
  return new URL(path, import.meta.url);
}
