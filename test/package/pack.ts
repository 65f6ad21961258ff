import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A project in which the package, as `npm pack` makes it, is installed and nothing else. */
    installed: string;
  }
}

/** Packs and installs once for all tests. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "understudy-package-"));
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync("npm", [...args, "--silent"], { cwd, encoding: "utf8", stdio: "pipe" });
  const tarball = npm(process.cwd(), "pack", "--pack-destination", folder)
    .trim()
    .split("\n")
    .at(-1);
  const installed = join(folder, "installed");
  mkdirSync(installed);
  writeFileSync(join(installed, "package.json"), '{ "name": "shop-tests", "private": true }');
  npm(installed, "install", "--prefer-offline", join(folder, tarball ?? ""));
  provide("installed", installed);
  return () => rmSync(folder, { recursive: true });
}
