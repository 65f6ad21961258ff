import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import type { Deployer } from "./deployer.ts";
import { stateIn } from "./engine.ts";
import { type Project, ROOT } from "./project.ts";

/** Not copied from the repository into the project's folder: documents and stacks, and files that no program reads. */
const NOT_COPIED = /^(\..*|node_modules|dist|specs|Pulumi\..+\.yaml|bench|docs|test)$/;

/** With Pulumi's engine: the project's own program, its state in the project's folder. */
export function engineDeployer(engine: string): Deployer {
  return {
    async up(project) {
      // Refreshes first: somebody may have changed the objects.
      await (await stackOf(project, engine)).up({ refresh: true });
    },
    async destroy(project) {
      await (await stackOf(project, engine)).destroy();
    },
  };
}

/** The program looks for its documents beside itself, so it is copied there. */
export async function stackOf(
  { folder, stack }: Pick<Project, "folder" | "stack">,
  engine: string,
  stackName = stack,
): Promise<Stack> {
  const state = join(folder, "state");
  if (!existsSync(state)) {
    mkdirSync(state);
    copyProgram(folder);
  }
  return LocalWorkspace.createOrSelectStack(
    { stackName, workDir: folder },
    {
      pulumiCommand: await PulumiCommand.get({ root: engine }),
      envVars: {
        ...stateIn(state),
        // Each update loads the SDK anew.
        NODE_COMPILE_CACHE: join(engine, "cache"),
      },
    },
  );
}

/** Copies the program into a folder; the folder's own documents and stacks stay. */
export function copyProgram(folder: string): void {
  for (const path of readdirSync(ROOT).filter((name) => !NOT_COPIED.test(name))) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
