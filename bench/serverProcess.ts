import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../src/freePort.ts";

/** A server in its own processes. */
export interface ServerProcess {
  url: string;
  /** Milliseconds from the start of the process to its first answer. */
  started: number;
  /** Processor time used so far in seconds, including child processes. */
  cpu(): number;
  /** Memory in use in MB, including child processes. */
  memory(): number;
  stop(): Promise<void>;
}

/** Time limit in milliseconds for the first answer: with 3,000 routes, Prism takes 20 s. */
const START_TIMEOUT = 120_000;

/** Clock ticks per second in `/proc/<pid>/stat`, on every Linux that Node supports. */
const TICKS = 100;

/**
 * Starts a server and waits until it answers.
 *
 * @param path of a request that it answers with any status
 */
export async function startServer(
  command: (port: number) => { args: string[]; env?: Record<string, string>; program?: string },
  path = "/",
): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { args, env, program = process.execPath } = command(port);
  const began = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-2000);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const pid = child.pid ?? 0;
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(late);
  };
  while (!(await answers(url + path))) {
    if (child.exitCode !== null || performance.now() - began > START_TIMEOUT) {
      await stop();
      throw new Error(`${args.join(" ")} does not answer:\n${said}`);
    }
    await sleep(5);
  }
  return {
    url,
    started: performance.now() - began,
    cpu: () => sum(family(pid).map(cpuOf)),
    memory: () => sum(family(pid).map(memoryOf)),
    stop,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Returns a port that nothing listens on. */
/** Returns a process and all its descendants. */
function family(pid: number): number[] {
  const children = proc(pid, `task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return [pid, ...children.flatMap(family)];
}

function cpuOf(pid: number): number {
  // The program's name, in parentheses, may contain spaces.
  const fields = proc(pid, "stat").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS;
}

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(proc(pid, "status"))?.[1] ?? 0) / 1024;
}

function proc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
