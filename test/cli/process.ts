import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../cli/understudy.js", import.meta.url));

/** A run of the command line in a process of its own. */
export interface Run {
  /** Everything that it has printed. */
  readonly stdout: string;
  readonly stderr: string;
  /** Waits until either stream contains a match of `pattern` after the matches of earlier calls. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Runs `understudy` with these arguments in a folder. */
export function run(folder: string, ...args: string[]): Run {
  const { INIT_CWD: _, ...env } = process.env;
  const child = spawn(process.execPath, [entry, ...args], { cwd: folder, env });
  running.add(child);
  let stdout = "";
  let stderr = "";
  let all = "";
  let found = 0;
  let wake = () => {};
  const collect = (keep: (text: string) => void) => (chunk: Buffer) => {
    keep(chunk.toString());
    all += chunk.toString();
    wake();
  };
  child.stdout.on(
    "data",
    collect((text) => (stdout += text)),
  );
  child.stderr.on(
    "data",
    collect((text) => (stderr += text)),
  );
  let open = true;
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      open = false;
      running.delete(child);
      resolve(code);
      wake();
    });
  });
  return {
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    async prints(pattern) {
      for (;;) {
        const match = pattern.exec(all.slice(found));
        if (match !== null) {
          found += match.index + match[0].length;
          return match;
        }
        if (!open) throw new Error(`ended without printing ${pattern}:\n${all}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    signal: (signal) => child.kill(signal),
    ended,
  };
}

/** Ends processes that a failed test left running. */
export async function endAll(): Promise<void> {
  const left = [...running];
  await Promise.all(
    left.map((child) => {
      const closed = new Promise((resolve) => child.on("close", resolve));
      child.kill("SIGKILL");
      return closed;
    }),
  );
}
