/**
 * Measures `latency pull --from access-log` beside programs that do less with the same lines: lines per second of
 * processor time, and peak memory. Run: `node bench/accessLog.ts [megabytes of each log]`. It needs Linux.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { formatTable } from "../src/textTable.ts";
import { LOG_FORMAT, LOG_LINES } from "./logLines.ts";

const FOLDER = ".understudy/bench";
const FILE = `${FOLDER}/access.log`;
/** Of Linux's clock for processes. */
const TICKS = 100;

const megabytes = Number(process.argv[2] ?? 1000);
mkdirSync(FOLDER, { recursive: true });
const rows: string[][] = [];
for (const [name, line] of Object.entries(LOG_LINES)) {
  const lines = write(line);
  const format = name.includes("log_format") ? ["--format", LOG_FORMAT] : [];
  const pull = ["cli/understudy.js", "latency", "pull", "--stack", "stg", "--service", "payments"];
  const programs = {
    understudy: [process.execPath, ...pull, "--from", "access-log", "--file", FILE, ...format],
    "awk, fields": ["awk", "{ sum += $7 } END { print sum }", FILE],
    "grep -c": ["grep", "-cE", '/payments/[0-9]+[" ]', FILE],
    "wc -l": ["wc", "-l", FILE],
  };
  for (const [program, command] of Object.entries(programs)) {
    const { seconds, peak } = await run(command);
    const perSecond = Math.round(lines / seconds).toLocaleString("en");
    rows.push([name, program, perSecond, `${Math.round(peak / 1024)} MB`]);
  }
}
rmSync(FILE);
const header = ["log", "program", "lines/CPU-s", "peak memory"];
console.log(`${megabytes} MB each\n${formatTable([header, ...rows], [2, 3])}`);

function write(line: (n: number) => string): number {
  const file = openSync(FILE, "w");
  let bytes = 0;
  let lines = 0;
  while (bytes < megabytes * 1e6) {
    const piece = Array.from({ length: 5000 }, (_, i) => `${line(lines + i)}\n`).join("");
    bytes += writeSync(file, piece);
    lines += 5000;
  }
  closeSync(file);
  return lines;
}

/** Returns a program's processor time, and its peak memory in kilobytes, as they were last seen before its end. */
async function run([program = "", ...args]: string[]): Promise<{ seconds: number; peak: number }> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  // grep stops at its first match if nobody reads what it writes.
  child.stdout.resume();
  const used = { seconds: 0, peak: 0 };
  while (child.exitCode === null) {
    try {
      const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/.*\) /, "").split(" ");
      used.seconds = (Number(stat[11]) + Number(stat[12])) / TICKS || used.seconds;
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      used.peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? used.peak);
    } catch {
      // It has just ended.
    }
    await sleep(10);
  }
  if (child.exitCode !== 0) throw new Error(`${program} failed`);
  return used;
}
