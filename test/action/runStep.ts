import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  id?: string;
  uses?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
  run?: string;
}

interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

export const ACTION = load(readFileSync(join(ROOT, "action/action.yml"), "utf8")) as Action;

/** The files by which a script tells a runner something. */
const FILES = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH"] as const;

export interface StepRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** What the script wrote into the runner's files. */
  told: Record<(typeof FILES)[number], string>;
}

/**
 * Runs the script of a step in a folder as a runner does.
 *
 * @param inputs those that differ from their defaults
 * @param path a folder that comes first in `PATH`
 */
export async function runStep(
  id: string,
  folder: string,
  inputs: Record<string, string>,
  path = "",
): Promise<StepRun> {
  const temp = join(folder, "temp");
  mkdirSync(temp, { recursive: true });
  const { run = "", env = {} } = ACTION.runs.steps.find((step) => step.id === id) ?? {};
  const inputOf = (expression: string) => {
    const name = expression.replace("inputs.", "");
    if (expression === "github.action_path") return join(ROOT, "action");
    return inputs[name] ?? ACTION.inputs[name]?.default ?? "";
  };
  const given = Object.entries(env).map(([name, value]) => [
    name,
    value.replace(/\$\{\{ (.*?) \}\}/, (_, expression: string) => inputOf(expression)),
  ]);
  const files = FILES.map((name) => [name, join(temp, name)] as const);
  for (const [, file] of files) writeFileSync(file, "");
  writeFileSync(join(temp, "script.sh"), run);
  // What `shell: bash` means.
  const bash = ["--noprofile", "--norc", "-eo", "pipefail", join(temp, "script.sh")];
  const child = spawn("bash", bash, {
    cwd: folder,
    env: {
      ...process.env,
      ...Object.fromEntries([...given, ...files]),
      PATH: `${path}:${process.env.PATH}`,
      RUNNER_TEMP: temp,
    },
  });
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const told = files.map(([name, file]) => [name, readFileSync(file, "utf8")]);
  return { code: await code, stdout, stderr, told: Object.fromEntries(told) };
}

/** Returns an output as runners read it. */
export function outputOf(name: string, text: string): string {
  const [, single] = new RegExp(`^${name}=(.*)$`, "m").exec(text) ?? [];
  if (single !== undefined) return single;
  const [, , block = ""] = new RegExp(`^${name}<<(\\w+)\\n(.*?)^\\1$`, "ms").exec(text) ?? [];
  return block;
}
