import { join } from "node:path";
import { stateIn } from "./engine.ts";
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
    ...stateIn(join(folder, "state")),
  };
  await run(process.execPath, [join(ROOT, "cli/understudy.js"), ...args], { cwd: folder, env });
}
