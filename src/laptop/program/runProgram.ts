import { type ChildProcess, type IOType, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { rememberProgram } from "../files/program.ts";
import { connectHere } from "../link/connectTo.ts";
import { startTransparently } from "../transparent/startTransparently.ts";
import { passLines } from "./passLines.ts";
import { endGroup } from "./processGroup.ts";
import { programEnvironment } from "./programEnvironment.ts";
import type { Ways } from "./ways.ts";

/** How long a program has to end by itself, in milliseconds. */
const GRACE = 10_000;

export interface ProgramOptions {
  command: readonly string[];
  /** The container's environment as it is now. */
  environment(): ReadonlyMap<string, string>;
  /** The ways of a program of this machine to the cluster, or what runs it elsewhere. */
  ways: Ways | Elsewhere;
  /** Of the session. */
  folder: string;
  /** Ends the program. */
  stop: AbortSignal;
  /** Tells the user something in one line. */
  say(line: string): void;
  /** Called when it has ended and does not start again. What it has left behind may take longer. */
  onOver?: (() => void) | undefined;
  /** How it runs beside others; undefined if it has this process's terminal to itself. */
  apart?: Apart | undefined;
}

/** How a program runs beside others: as a process group of its own, which no key of the terminal reaches. */
export interface Apart {
  /** The folder that it runs in. */
  directory: string;
  /** Variables that count more than the container's and this machine's. */
  variables: Readonly<Record<string, string>>;
  /** Called with each line that it prints. */
  onLine(line: string): void;
  /** Ends it at once, without the time to end by itself. */
  kill: AbortSignal;
}

/** A program that runs apart sees its input end when this process has ended, however that came. */
const APART = { detached: true, stdio: Array<IOType>(3).fill("pipe") };
const AT_TERMINAL = { stdio: Array<IOType>(3).fill("inherit") };
/** What was started, until it ends. */
export interface Running {
  child: ChildProcess;
  /** Opens a connection to a port that the program listens at. */
  dialInside(port: number): Promise<Duplex>;
  /** Ends it by force; by default the child is killed, which is the program itself. */
  kill?(): void;
}

/** Runs the command elsewhere than as a program of this machine. */
export interface Elsewhere {
  /** @param how the program of this machine runs that stands for it */
  start(
    command: readonly string[],
    environment: ReadonlyMap<string, string>,
    how: SpawnOptions,
  ): Running;
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
  const { command, environment, ways, folder, stop, say, onOver, apart } = options;
  const how = apart === undefined ? AT_TERMINAL : { ...APART, cwd: apart.directory };
  let isRestarting = false;
  let current = begin();
  stop.addEventListener("abort", () => end(current, apart === undefined && isAtTerminal()));
  apart?.kill.addEventListener("abort", () => {
    current.kill?.();
    current.child.kill("SIGKILL");
  });

  function begin(): Running {
    const started = start();
    if (started.child.pid !== undefined) rememberProgram(folder, started.child.pid);
    return started;
  }

  function start(): Running {
    const container = environment();
    if ("start" in ways) {
      const all = new Map([...container, ...Object.entries(apart?.variables ?? {})]);
      return ways.start(command, all, how);
    }
    const given = { ...process.env, ...Object.fromEntries(container), ...apart?.variables };
    const reaching = { ...apart?.variables, ...ways.variables(given.NODE_OPTIONS) };
    const env = programEnvironment(process.env, container, reaching);
    if (ways.isTransparent)
      return startTransparently(command, env, folder, ways.linkSocket.path, how);
    const [file = "", ...args] = command;
    return { child: spawn(file, args, { env, ...how }), dialInside: connectHere };
  }

  async function run(): Promise<number> {
    for (;;) {
      const { child } = current;
      const printed = apart && passLines(child, apart.onLine);
      const code = await codeOf(child, command[0] ?? "", say);
      const isOver = !isRestarting || stop.aborted;
      if (isOver) onOver?.();
      if (apart !== undefined && child.pid !== undefined)
        await endGroup(child.pid, GRACE, apart.kill);
      await printed;
      if (isOver || stop.aborted) return code;
      isRestarting = false;
      current = begin();
    }
  }

  return {
    exited: run(),
    restart() {
      isRestarting = true;
      end(current, false);
    },
    end() {
      isRestarting = false;
      end(current, false);
    },
    dial: (port) => current.dialInside(port),
  };
}

/** A terminal tells Ctrl-C to the program by itself; a second signal would cut its end short. */
function isAtTerminal(): boolean {
  return process.stdin.isTTY === true;
}

function end({ child, kill }: Running, isTold: boolean): void {
  if (!isTold) child.kill("SIGTERM");
  const force = kill ?? (() => void child.kill(isTold ? "SIGTERM" : "SIGKILL"));
  const timer = setTimeout(force, GRACE);
  timer.unref();
  child.once("exit", () => clearTimeout(timer));
}

async function codeOf(
  child: ChildProcess,
  file: string,
  say: (line: string) => void,
): Promise<number> {
  try {
    const [code, signal] = await once(child, "exit");
    return code ?? 128 + constants.signals[signal as NodeJS.Signals];
  } catch (error) {
    say(`${file} cannot be started: ${Object(error).message}.`);
    return 127;
  }
}
