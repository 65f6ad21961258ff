import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** A process of Locust, whose log goes to a file. */
export interface LocustProcess {
  name: string;
  log: string;
  child: ChildProcess;
  /** Resolves when it has ended. */
  ended: Promise<void>;
  hasEnded(): boolean;
}

/** Starts a process that Ctrl-C in the terminal does not reach: users would not finish what they do. */
export function locustProcess(
  name: string,
  [program = "", ...args]: readonly string[],
  log: string,
  env: NodeJS.ProcessEnv,
): LocustProcess {
  const file = openSync(log, "w");
  const child = spawn(program, args, { env, stdio: ["ignore", file, file], detached: true });
  closeSync(file);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      hasEnded = true;
      resolve();
    };
    child.on("error", end);
    child.on("exit", end);
  });
  return { name, log, child, ended, hasEnded: () => hasEnded };
}
