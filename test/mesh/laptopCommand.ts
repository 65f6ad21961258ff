import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const CLI = join(import.meta.dirname, "../../cli/understudy.js");

/** A command of the command line, as it runs. */
export interface Command {
  /** Everything that it has printed. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves to its exit code. */
  ended: Promise<number | null>;
  /** Kills it, if it runs. */
  kill(): Promise<void>;
}

/**
 * Starts a command; resolves when it has printed a text, or has ended.
 *
 * @param until undefined: does not wait
 */
export async function startCommand(
  args: string[],
  kubeconfig: string,
  until?: string,
): Promise<Command> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  let output = "";
  const ended = once(child, "close").then(([code]) => code as number | null);
  const printed = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      if (until !== undefined && output.includes(until)) printed.resolve();
    });
  }
  if (until !== undefined) {
    const first = await Promise.race([printed.promise, ended]);
    if (typeof first === "number") throw new Error(`${args.join(" ")} ended:\n${output}`);
  }
  return {
    ended,
    output: () => output,
    signal: (signal) => child.kill(signal),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
