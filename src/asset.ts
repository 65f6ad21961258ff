import { existsSync, readFileSync } from "node:fs";

/**
 * Returns the text of a file that stands beside the code, by its path below `src/`.
 *
 * The package has these files at the same paths below `dist/`, where every bundle lies directly in `dist/`: so the place
 * of this module leads to them in both.
 */
export function readAsset(path: string): string {
  return readFileSync(assetUrl(path), "utf8");
}

/** Returns whether there is a file at a path below `src/`. */
export function hasAsset(path: string): boolean {
  return existsSync(assetUrl(path));
}

function assetUrl(path: string): URL {
  return new URL(path, import.meta.url);
}
