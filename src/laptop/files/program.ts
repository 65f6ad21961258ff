import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning, type RunningProcess, startOf } from "./runningProcess.ts";

const FILE = "program.json";

/** Remembers a session's program, which outlives a command that is killed and holds its port. */
export function rememberProgram(folder: string, pid: number): void {
  const started = startOf(pid);
  const program: RunningProcess = { pid, ...(started && { started }) };
  writeFileSync(join(folder, FILE), JSON.stringify(program), { mode: 0o600 });
}

/** Ends the program that a session has left. */
export function endProgram(folder: string): void {
  try {
    const program: RunningProcess = JSON.parse(readFileSync(join(folder, FILE), "utf8"));
    // Without the time another process could have its number.
    if (program.started !== undefined && isRunning(program)) process.kill(program.pid, "SIGTERM");
  } catch {
    // It had none, or has just ended.
  }
}
