import { mkdirSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assetPath } from "../../asset.ts";
import { masterCommand, workerCommand } from "../../emit/loadtest/locustCommand.ts";
import { freePort } from "../../freePort.ts";
import { UserError } from "../../problem.ts";
import { scriptMistake } from "../cluster/scriptMistake.ts";
import { httpMaster } from "../observe/httpMaster.ts";
import type { Master } from "../observe/master.ts";
import { type LocustProcess, locustProcess } from "./locustProcess.ts";

/** Longest wait until all workers are at the master. */
const READY_MS = 60_000;
const POLL_MS = 100;
/** Processes that are told to end have this long. */
const END_MS = 5_000;

export interface LocalLocustSetting {
  /** Folder with the programs `python3` and `locust`. */
  bin: string;
  /** Folder of the scripts, and the script in it, or several, parted by commas. */
  scripts: string;
  script: string;
  host?: string;
  /** Hosts that get no load. */
  deny?: string[];
  workers: number;
  /** Folder for the logs of all processes. */
  logs: string;
}

/** A master with its workers on this machine. */
export interface LocalLocust {
  master: Master;
  /** Address of Locust's dashboard. */
  dashboard: string;
  /** The master, and then the workers. */
  processes: readonly LocustProcess[];
  /** Ends all processes. */
  end(): Promise<void>;
  /** Ends all processes at once. */
  kill(): void;
}

/**
 * Starts a master and its workers, and waits until the master has counted all of them.
 *
 * @throws {UserError} when one of them ends by itself, as with a script that has a mistake
 */
export async function startLocust(setting: LocalLocustSetting): Promise<LocalLocust> {
  const [api, web, workersPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    ...process.env,
    PATH: [setting.bin, process.env.PATH ?? ""].join(delimiter),
    UNDERSTUDY_API: `127.0.0.1:${api}`,
    LOCUST_WEB_HOST: "127.0.0.1",
    LOCUST_WEB_PORT: String(web),
    LOCUST_MASTER_BIND_HOST: "127.0.0.1",
    LOCUST_MASTER_BIND_PORT: String(workersPort),
    LOCUST_MASTER_NODE_PORT: String(workersPort),
    // The folder of the scripts is the user's own.
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  };
  const scripts = resolve(setting.scripts);
  const place = { programs: assetPath("loadtest/locust"), scripts, script: setting.script };
  mkdirSync(setting.logs, { recursive: true });
  const start = (name: string, command: string[]) =>
    locustProcess(name, command, join(setting.logs, `${name}.log`), env);
  const processes = [
    start("locust-master", masterCommand(place, setting)),
    ...Array.from({ length: setting.workers }, (_, i) =>
      start(`locust-worker-${i + 1}`, workerCommand(place, "127.0.0.1")),
    ),
  ];
  const kill = () => signal(processes, "SIGKILL");
  const locust: LocalLocust = {
    master: httpMaster(`http://127.0.0.1:${api}`),
    dashboard: `http://127.0.0.1:${web}/`,
    processes,
    kill,
    async end() {
      signal(processes, "SIGTERM");
      const all = Promise.all(processes.map(({ ended }) => ended));
      await Promise.race([all, setTimeout(END_MS, undefined, { ref: false })]);
      kill();
      await all;
    },
  };
  // Processes of their own groups outlive this one otherwise.
  process.once("exit", kill);
  try {
    await ready(locust, setting.workers, scripts);
  } catch (error) {
    await locust.end();
    throw error;
  }
  return locust;
}

async function ready({ master, processes }: LocalLocust, workers: number, scripts: string) {
  const begin = Date.now();
  for (;;) {
    const state = await master.state().catch(() => undefined);
    const there = state?.workers.filter((worker) => worker.state === "ready").length ?? 0;
    if (there >= workers) return;
    const lost = processes.find((one) => one.hasEnded());
    if (lost !== undefined) throw endedByItself(lost, scripts);
    if (Date.now() - begin > READY_MS) {
      const what = `${there} of ${workers} workers are at Locust's master after ${READY_MS / 1000} s`;
      throw new UserError([{ where: "locust", what, fix: `Read ${processes[0]?.log}.` }]);
    }
    await setTimeout(POLL_MS);
  }
}

function endedByItself({ name, log }: LocustProcess, scripts: string): UserError {
  const text = readFileSync(log, "utf8");
  const lines = text.trimEnd().split("\n");
  // Locust begins a line with its moment, process and module.
  const last = lines.at(-1)?.replace(/^\[[^\]]*\] \S+: /, "");
  const mistake = scriptMistake(text, [scripts]) ?? last ?? "it wrote nothing";
  return new UserError([{ where: name, what: `it ended by itself: ${mistake}` }]);
}

function signal(processes: readonly LocustProcess[], name: NodeJS.Signals): void {
  for (const one of processes) if (!one.hasEnded()) one.child.kill(name);
}
