import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { rememberProgram } from "../files/program.ts";
import { startTransparently } from "../transparent/startTransparently.ts";
import { programEnvironment } from "./programEnvironment.ts";
import type { Ways } from "./ways.ts";

/** How long a program has to end by itself, in milliseconds. */
const GRACE = 10_000;

export interface ProgramOptions {
  command: readonly string[];
  /** The container's environment as it is now. */
  environment(): ReadonlyMap<string, string>;
  ways: Ways;
  /** Of the session. */
  folder: string;
  /** Ends the program. */
  stop: AbortSignal;
}

/** A program of the user's that runs until it has ended by itself. */
export interface Program {
  /** Resolves to its exit code, as a shell has it; 127 if it cannot be started, which is said. */
  exited: Promise<number>;
  /** Ends it, and starts it again with the environment as it is then. */
  restart(): void;
  /** Ends it. */
  end(): void;
  /** Opens a connection to a port that it listens at. */
  dial(port: number): Promise<Duplex>;
}

/** Runs a program that stands for a container, with this process's terminal. */
export function runProgram(options: ProgramOptions): Program {
  const { command, environment, ways, folder, stop } = options;
  let isRestarting = false;
  let current = begin();
  stop.addEventListener("abort", () => end(current.child, isAtTerminal()));

  function begin() {
    const started = start();
    if (started.child.pid !== undefined) rememberProgram(folder, started.child.pid);
    return started;
  }

  function start() {
    const container = environment();
    const own = container.get("NODE_OPTIONS") ?? process.env.NODE_OPTIONS;
    const env = programEnvironment(process.env, container, ways.variables(own));
    if (ways.isTransparent) return startTransparently(command, env, folder, ways.linkSocket.path);
    const [file = "", ...args] = command;
    return { child: spawn(file, args, { env, stdio: "inherit" }), dialInside: dialHere };
  }

  async function run(): Promise<number> {
    for (;;) {
      const code = await codeOf(current.child, command[0] ?? "");
      if (!isRestarting || stop.aborted) return code;
      isRestarting = false;
      current = begin();
    }
  }

  return {
    exited: run(),
    restart() {
      isRestarting = true;
      end(current.child, false);
    },
    end() {
      isRestarting = false;
      end(current.child, false);
    },
    dial: (port) => current.dialInside(port),
  };
}

/** A terminal tells Ctrl-C to the program by itself; a second signal would cut its end short. */
function isAtTerminal(): boolean {
  return process.stdin.isTTY === true;
}

function end(child: ChildProcess, isTold: boolean): void {
  if (!isTold) child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill(isTold ? "SIGTERM" : "SIGKILL"), GRACE);
  timer.unref();
  child.once("exit", () => clearTimeout(timer));
}

async function codeOf(child: ChildProcess, file: string): Promise<number> {
  try {
    const [code, signal] = await once(child, "exit");
    return code ?? 128 + constants.signals[signal as NodeJS.Signals];
  } catch (error) {
    console.error(`${file} cannot be started: ${Object(error).message}`);
    return 127;
  }
}

async function dialHere(port: number): Promise<Duplex> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}
