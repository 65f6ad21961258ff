import { format } from "node:util";
import { vi } from "vitest";
import { main } from "../../cli/main.ts";
import type { Run } from "./process.ts";

/** A run whose output is complete when it has ended. */
export type RunHere = Pick<Run, "stdout" | "stderr" | "ended">;

/**
 * Runs `understudy` with these arguments in a folder, in this process: what it loads is loaded once for all tests. Only
 * one may run at a time, since a process has one folder and one output.
 */
export function runHere(folder: string, ...args: string[]): RunHere {
  const out = { stdout: "", stderr: "" };
  const home = process.cwd();
  const keep = (stream: keyof typeof out) => (text: unknown) => {
    out[stream] += String(text);
    return true;
  };
  const line =
    (stream: keyof typeof out) =>
    (...parts: unknown[]) => {
      out[stream] += `${format(...parts)}\n`;
    };
  vi.stubEnv("INIT_CWD", undefined);
  process.chdir(folder);
  const spies = [
    vi.spyOn(console, "log").mockImplementation(line("stdout")),
    vi.spyOn(console, "error").mockImplementation(line("stderr")),
    vi.spyOn(process.stdout, "write").mockImplementation(keep("stdout")),
    vi.spyOn(process.stderr, "write").mockImplementation(keep("stderr")),
  ];
  const ended = main(args).finally(() => {
    for (const spy of spies) spy.mockRestore();
    process.chdir(home);
  });
  return {
    get stdout() {
      return out.stdout;
    },
    get stderr() {
      return out.stderr;
    },
    ended,
  };
}
