import { formatDuration } from "../../src/latency/duration.ts";
import { isConnected, type MasterState } from "../../src/loadtest/masterState.ts";
import type { ReporterStatus } from "../../src/loadtest/reporterApi.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { percent, plural, shortNumber } from "../../src/loadtest/verdict/units.ts";
import { formatTable } from "../../src/textTable.ts";

/** Returns a run as a small table that is written anew every second. `now` is in seconds since 1970. */
export function liveTable({ master, run }: ReporterStatus, now: number): string {
  if (master === undefined) return "  The master does not answer.";
  const { p50, p95, p99, rate, failuresPerSecond } = master.now;
  const share = rate === 0 ? 0 : failuresPerSecond / rate;
  return [
    `  Run ${run?.id}: ${master.state}${stageOf(master)}, ${timeLeft(master, now)}`,
    "",
    formatTable(
      [
        ["USERS", "REQ/S", "FAILED", "P50", "P95", "P99", "REQUESTS", "FAILURES"],
        [
          `${master.users.now}/${master.users.asked}`,
          shortNumber(rate),
          percent(share),
          ...[p50, p95, p99].map((ms) => (ms === undefined ? "-" : formatDuration(ms))),
          String(master.requests),
          String(master.failures),
        ],
      ],
      [0, 1, 2, 3, 4, 5, 6, 7],
    ),
    "",
    `  Workers' CPU: ${workersText(master)}`,
  ].join("\n");
}

/** Returns a run in one line, for logs. */
export function liveLine({ master }: ReporterStatus, now: number): string {
  if (master === undefined) return "the master does not answer";
  const { p50, p95, p99, rate, failuresPerSecond } = master.now;
  const times = [
    ["p50", p50],
    ["p95", p95],
    ["p99", p99],
  ] as const;
  return [
    `${master.users.now}/${master.users.asked} users${stageOf(master)}`,
    `${shortNumber(rate)} requests/s`,
    `${percent(rate === 0 ? 0 : failuresPerSecond / rate)} failed`,
    ...times.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${formatDuration(ms)}`])),
    `workers' CPU ${workersText(master)}`,
    timeLeft(master, now),
  ].join(", ");
}

/** Returns who runs what since when: `run 2026-… is on since 12:30:05 UTC, started by alice@laptop`. */
export function whoRuns({ id, started, startedBy, by, end }: RunRecord): string {
  const who = by ?? (startedBy === "dashboard" ? "somebody in the dashboard" : `the ${startedBy}`);
  const since = `since ${started.slice(11, 19)} UTC, started by ${who}`;
  return end === "running"
    ? `run ${id} is on ${since}`
    : `the report of run ${id} is being written (on ${since})`;
}

function stageOf({ stage }: MasterState): string {
  return stage === undefined ? "" : ` in stage ${stage}`;
}

function timeLeft({ started = 0, ended, runTimeSeconds }: MasterState, now: number): string {
  if (ended !== undefined) return "the report is being written";
  const passed = Math.max(0, now - started);
  if (runTimeSeconds === undefined) return `${clock(passed)} so far`;
  return `${clock(Math.max(0, runTimeSeconds - passed))} left`;
}

/** Returns `1:02:03` or `2:03`. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (n: number) => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function workersText({ workers }: MasterState): string {
  const there = workers.filter(isConnected);
  const lost = workers.length - there.length;
  const cpus = there.map(({ cpu }) => Math.round(cpu));
  const text =
    cpus.length === 0
      ? "no worker"
      : cpus.length > 8
        ? `${Math.min(...cpus)} to ${Math.max(...cpus)} %`
        : cpus.map((cpu) => `${cpu} %`).join(" ");
  return lost === 0 ? text : `${text}, ${plural(lost, "worker")} lost`;
}
