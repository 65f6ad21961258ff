import { execFileSync } from "node:child_process";

/** Returns the commit of a project, with `+` behind it if files were changed, or undefined if it is in no repository. */
export function projectCommit(root: string): string | undefined {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", root, ...args], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no");
    return `${git("rev-parse", "HEAD")}${changed === "" ? "" : "+"}`;
  } catch {
    return undefined;
  }
}
