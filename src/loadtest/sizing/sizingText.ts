import { percent, plural, shortNumber } from "../verdict/units.ts";
import { coresText } from "./cores.ts";
import { type PodAnswer, type PodSizing, SHARE } from "./podThroughput.ts";
import type { WorkerSizing } from "./workersFor.ts";

/** Returns the throughput of one pod in a few lines, for a terminal. */
export function podSizingText(sizing: PodSizing): string {
  const { service, answers, source, asked, missing, notes } = sizing;
  const name = `one pod of ${service.namespace}/${service.name}`;
  const lines =
    answers.length === 0
      ? [`Throughput of ${name} at ${percent(SHARE)} CPU: not measured`, ...missing]
      : answers.map(
          (answer) => `Throughput of ${name} at ${halfText(answer)}: ${rateText(answer)}`,
        );
  const from =
    answers.length > 0 && source !== undefined
      ? [`CPU: ${source}${asked === undefined ? "" : ` (${asked.url}, ${asked.query})`}.`]
      : [];
  return [lines[0], ...[...lines.slice(1), ...from, ...notes].map((line) => `  ${line}`)].join(
    "\n",
  );
}

/** Returns `50 % of its CPU request (250m of 500m)`. */
export function halfText({ of, cores }: PodAnswer): string {
  return `${percent(SHARE)} of its CPU ${of} (${coresText(cores * SHARE)} of ${coresText(cores)})`;
}

/** Returns `120/s`, or a bound with what to do about it. */
export function rateText({ throughput }: PodAnswer): string {
  const { kind, rate, share } = throughput;
  const at = `${shortNumber(rate)}/s`;
  if (kind === "at") return at;
  const used = percent(Number(share.toPrecision(2)));
  return kind === "above"
    ? `above ${at}, where it used ${used}. Run with more users`
    : `below ${at}, where it used ${used}. Run with fewer users, or with stages`;
}

/** Returns workers and users for an asked rate in a few lines, with the arithmetic. */
export function workerSizingText(sizing: WorkerSizing, rate: number): string {
  const { ratePerUser, cpuPerRequest, users, workers, notes } = sizing;
  return [
    `${rate}/s need ${plural(workers, "worker")} and ${plural(users, "user")}`,
    `  A user of this script makes ${shortNumber(ratePerUser)} requests a second, and a request costs a worker ${shortNumber(cpuPerRequest)}ms of a core.`,
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}
