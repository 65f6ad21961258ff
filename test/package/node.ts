import { execFileSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Returns the first Node of a major version on the PATH, or undefined. */
export function findNode(major: number): string | undefined {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter((file) => existsSync(file));
  return [...new Set(found.map((file) => realpathSync(file)))].find((file) =>
    execFileSync(file, ["-p", "process.versions.node"], { encoding: "utf8" }).startsWith(
      `${major}.`,
    ),
  );
}
