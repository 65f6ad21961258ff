import { join } from "node:path";
import { type Project, ROOT } from "./project.ts";
import { run } from "./run.ts";

/** Runs the command line in a project, with the engine first on the path. */
export async function runWithEngine(
  engine: string,
  { folder }: Project,
  ...args: string[]
): Promise<void> {
  const env = {
    PATH: `${join(engine, "bin")}:${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "e2e",
  };
  await run(process.execPath, [join(ROOT, "cli/understudy.js"), ...args], { cwd: folder, env });
}
