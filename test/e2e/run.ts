import { spawn } from "node:child_process";

/** How a program is run. */
export interface RunOptions {
  cwd?: string;
  /** On top of this process's own environment. */
  env?: Record<string, string>;
  /** For its standard input. */
  input?: string;
}

/**
 * Runs a program to its end and resolves to what it printed.
 * @throws {Error} with what it said to standard error, when its exit code is not 0
 */
export function run(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  // npm sets this to the folder that it was called in, and paths would be resolved from there.
  const { INIT_CWD: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd, env: { ...env, ...options.env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${program} ${args.join(" ")}: exit code ${code}\n${stderr}${stdout}`));
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** How long something takes, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Runs kubectl against the tests' cluster. */
export function kubectl(...args: string[]): Promise<string> {
  return run("kubectl", args);
}

/** Objects of a kind, or of several (`deployments,pods`). */
export async function getObjects(kinds: string, ...args: string[]): Promise<ClusterObject[]> {
  return JSON.parse(await kubectl("get", kinds, "-o", "json", ...args)).items;
}

/** The parts of an object of the cluster that tests look at. */
export interface ClusterObject {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    generation?: number;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
  };
}
