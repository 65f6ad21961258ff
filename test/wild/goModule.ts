import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";

/** The folder of a Go module, downloaded unless it is there already, or why there is none. */
export function goModule(module: string): { folder: string } | { reason: string } {
  try {
    // Without a proxy or a network the command says so on standard output, and fails.
    const text = execFileSync("go", ["mod", "download", "-json", module], {
      cwd: tmpdir(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return { folder: JSON.parse(text).Dir };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "ENOENT") return { reason: "go is not installed" };
    const text = "stdout" in error ? String(error.stdout) : "";
    return { reason: /"Error": "(.*)"/.exec(text)?.[1] ?? error.message };
  }
}
