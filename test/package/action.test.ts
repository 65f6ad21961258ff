import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { runStep } from "../action/runStep.ts";
import { folderOf } from "../cli/project.ts";

test("the action installs the package that its input version names, and puts it on the PATH", async () => {
  const folder = folderOf({});
  const version = join(inject("installed"), "node_modules/understudy");
  const { code, stderr, told } = await runStep("install", folder, { version });
  expect([code, stderr]).toEqual([0, ""]);
  const help = execFileSync(join(told.GITHUB_PATH.trim(), "understudy"), ["--help"], {
    encoding: "utf8",
  });
  expect(help).toContain("preview reconcile");
});
