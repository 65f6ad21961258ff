import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../problem.ts";

export interface ScriptFile {
  /** From the folder of all scripts: `shop/orders.py`. */
  path: string;
  content: Buffer;
}

/** What tools leave beside scripts. */
const NO_SCRIPTS = new Set([
  ".DS_Store",
  ".git",
  ".idea",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".vscode",
  "__pycache__",
  "node_modules",
]);

/** A folder with this file is a virtual environment of Python, and may have 100 MB. */
const ENVIRONMENT_FILE = "pyvenv.cfg";

/** Reads the files of a folder and of all folders in it, ordered by path. Links are followed. */
export function scriptFiles(folder: string): { files: ScriptFile[]; problems: Problem[] } {
  const files: ScriptFile[] = [];
  const problems: Problem[] = [];
  const look = (path: string, above: readonly string[]): void => {
    const place = join(folder, path);
    try {
      const found = statSync(place);
      if (!found.isDirectory()) {
        if (path === "") {
          const what = "expected a folder with scripts, received a file";
          problems.push({ where: folder, what, fix: "Name the folder that it is in." });
          return;
        }
        if (!found.isFile()) {
          // Nobody may ever write into a pipe.
          const what = "it is neither a file nor a folder";
          problems.push({ where: place, what, fix: "Put it elsewhere." });
          return;
        }
        files.push({ path, content: readFileSync(place) });
        return;
      }
      const real = realpathSync(place);
      const names = readdirSync(place).filter((name) => !NO_SCRIPTS.has(name));
      // A link may lead back to a folder that it is in.
      if (above.includes(real) || (path !== "" && names.includes(ENVIRONMENT_FILE))) return;
      for (const name of names) look(path === "" ? name : `${path}/${name}`, [...above, real]);
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      const what = error.code === "ENOENT" ? "there is no such file or folder" : error.message;
      problems.push({ where: place, what });
    }
  };
  look("", []);
  if (files.length === 0 && problems.length === 0) {
    problems.push({ where: folder, what: "the folder has no scripts" });
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), problems };
}
