import { formatDuration, parseDuration } from "../../src/latency/duration.ts";
import { MOST_SECONDS, MOST_USERS } from "../../src/loadTestLimits.ts";
import type { AskedRun } from "../../src/loadtest/client/checkRun.ts";
import type { Options, Reader, Values } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { rate } from "../commonOptions.ts";

const LONGEST = formatDuration(MOST_SECONDS * 1000);

/** In seconds: Locust counts whole ones. */
const runTime: Reader<number> = {
  expected: `a duration from 1s to ${LONGEST} such as "10m"`,
  read: (text) => wholeSeconds(text),
};

const stages: Reader<{ users: number; seconds: number }[]> = {
  expected: `durations from 1s to ${LONGEST} with numbers of users from 1 to ${MOST_USERS} such as "1m:50,5m:200"`,
  read(text) {
    const parts = text.split(",").map((part) => {
      const [, duration = "", number = ""] = /^\s*([^:\s]+):([1-9]\d*)\s*$/.exec(part) ?? [];
      const [seconds, users] = [wholeSeconds(duration), Number(number)];
      return seconds === undefined || users > MOST_USERS ? undefined : { users, seconds };
    });
    const known = parts.filter((part) => part !== undefined);
    return known.length === parts.length ? known : undefined;
  },
};

const tags: Reader<string[]> = {
  expected: 'tags such as "checkout,search"',
  read(text) {
    const words = text.split(",").map((word) => word.trim());
    return words.includes("") ? undefined : words;
  },
};

function wholeSeconds(text: string): number | undefined {
  const seconds = (parseDuration(text) ?? 0) / 1000;
  return seconds >= 1 && seconds <= MOST_SECONDS ? Math.round(seconds) : undefined;
}

/** Options that say what load is made, in the cluster and on this machine. */
export const loadOptions = {
  users: {
    type: "string",
    placeholder: "number",
    reader: integer(1, MOST_USERS),
    description: "Users at once. By default that of the stack",
  },
  "spawn-rate": {
    type: "string",
    placeholder: "rate",
    reader: rate(MOST_USERS),
    description:
      'Users that start in a second or a minute: "10/s". By default that of the stack, or all at once',
  },
  "run-time": {
    type: "string",
    placeholder: "duration",
    reader: runTime,
    description: 'How long the load lasts: "10m". By default that of the stack',
  },
  stages: {
    type: "string",
    placeholder: "stages",
    reader: stages,
    description: 'In place of these, steps of a time and a number of users each: "1m:50,5m:200"',
  },
  tags: {
    type: "string",
    placeholder: "tags",
    reader: tags,
    description: 'Only tasks with one of these tags of Locust: "checkout,search"',
  },
} as const satisfies Options;

/** Returns what a command asks for. */
export function askedRun(values: Values<typeof loadOptions>): AskedRun {
  const { users, "spawn-rate": spawnRate, "run-time": runTimeSeconds, stages, tags } = values;
  return {
    ...(users !== undefined && { users }),
    ...(spawnRate !== undefined && { spawnRate }),
    ...(runTimeSeconds !== undefined && { runTimeSeconds }),
    ...(stages !== undefined && { stages }),
    ...(tags !== undefined && { tags }),
  };
}
