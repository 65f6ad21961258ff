import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { write } from "../cli/project.ts";
import { BROKEN } from "../plan/brokenStacks.ts";
import { stateIn } from "./engine.ts";
import { copyProgram } from "./engineDeployer.ts";
import { previewErrors } from "./engineErrors.ts";

const engine = inject("engine");
const STACK = "broken";
const FILE = `Pulumi.${STACK}.yaml`;

describe.runIf(engine !== "")("pulumi preview", () => {
  let folder: string;
  let stack: Stack;
  let salt: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
    copyProgram(folder);
    write(folder, "state/.keep", "");
    stack = await LocalWorkspace.createStack(
      { stackName: STACK, workDir: folder },
      {
        pulumiCommand: await PulumiCommand.get({ root: engine }),
        envVars: stateIn(join(folder, "state")),
      },
    );
    [salt = ""] = /^encryptionsalt: .*$/m.exec(readFileSync(join(folder, FILE), "utf8")) ?? [];
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  // The first few, since the engine takes seconds for each; test/plan/sameProblems.test.ts has all, for the program too.
  test.each(Object.entries(BROKEN).slice(0, 4))(
    "refuses a stack with %s with all its mistakes",
    async (_, broken) => {
      rmSync(join(folder, "specs"), { recursive: true, force: true });
      rmSync(join(folder, "routes.yaml"), { force: true });
      for (const [path, text] of Object.entries(broken.files)) write(folder, path, text);
      // Pulumi itself asks for the context. At the end, so that no line moves.
      appendFileSync(join(folder, FILE), `  understudy:kubeContext: shop\n${salt}\n`);
      expect(await previewErrors(stack)).toEqual([broken.problems.join("\n")]);
    },
  );
});
