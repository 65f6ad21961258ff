import { readFileSync } from "node:fs";

/** A process of this machine. */
export interface RunningProcess {
  pid: number;
  /** When it started, where this can be known: numbers of processes are used again. */
  started?: string;
}

export function isRunning({ pid, started }: RunningProcess): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return started === undefined || started === startOf(pid);
}

/** Returns when a process started, in the kernel's ticks, or undefined where there is no `/proc`. */
export function startOf(pid: number): string | undefined {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1);
    return afterName?.split(" ")[19];
  } catch {
    return undefined;
  }
}
