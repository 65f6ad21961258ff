import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const entry = fileURLToPath(new URL("../../cli/understudy.js", import.meta.url));

test("a Node that cannot run TypeScript is told which one can, in a sentence", (context) => {
  const old = oldNode();
  if (old === undefined) return context.skip("there is no Node without TypeScript on the PATH");
  const { status, stdout, stderr } = spawnSync(old.path, [entry, "--help"], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr:
      `understudy: expected Node 22.18 or later, which runs TypeScript as it is, received Node ${old.version}.\n` +
      '  Run "npm run understudy -- <command>", which takes the Node that npm ci installs.\n',
  });
});

/** Returns the first Node of the PATH that does not run TypeScript, or undefined if all do. */
function oldNode(): { path: string; version: string } | undefined {
  const print = "process.features.typescript ? '' : process.versions.node";
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), "/usr/local/bin"]) {
    const path = join(folder, "node");
    if (!existsSync(path)) continue;
    const version = execFileSync(path, ["--print", print], { encoding: "utf8" }).trim();
    if (version !== "") return { path, version };
  }
  return undefined;
}
