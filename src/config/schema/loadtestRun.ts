import { formatDuration, parseDuration } from "../../latency/duration.ts";
import { formatRate, parseRate } from "../../latency/rate.ts";
import { MOST_SECONDS, MOST_USERS } from "../../loadTestLimits.ts";
import { wrong } from "../values/check.ts";
import { duration } from "../values/formats.ts";
import { integer, list, plain, text, whole } from "../values/kinds.ts";
import type { Kind, Section } from "../values/setting.ts";

const someTime = plain(duration, "a duration");

/** A duration, read in milliseconds. */
export const milliseconds: Kind<number> = {
  ...someTime,
  read(field) {
    const value = someTime.read(field);
    return value === undefined ? undefined : parseDuration(value);
  },
};

/** How long something of a load test takes, read in seconds. */
export const seconds: Kind<number> = {
  ...someTime,
  read(field) {
    const ms = milliseconds.read(field);
    if (field === undefined || ms === undefined) return undefined;
    const isWithin = ms >= 1_000 && ms <= MOST_SECONDS * 1_000;
    const most = formatDuration(MOST_SECONDS * 1_000);
    return isWithin ? ms / 1_000 : wrong(field, `a duration from 1s to ${most}, such as "10m"`);
  },
};

/** A rate above zero, read as a number a second. */
export function rate(expected: string, most = Number.POSITIVE_INFINITY): Kind<number> {
  const isWithin = (perSecond: number) => perSecond > 0 && perSecond <= most;
  const someRate = plain(
    text(expected, (value) => isWithin(parseRate(value) ?? 0)),
    "a rate",
  );
  return {
    ...someRate,
    words: "rate",
    read(field) {
      const value = someRate.read(field);
      return value === undefined ? undefined : parseRate(value);
    },
  };
}

const STAGE = {
  users: {
    type: integer({ min: 0, max: MOST_USERS }),
    required: true,
    meaning: "Users at once during the stage.",
    example: 100,
  },
  duration: {
    type: seconds,
    required: true,
    meaning: "How long the stage lasts, its users' start included.",
    example: "5m",
  },
} satisfies Section;

export const RUN = {
  users: {
    type: integer({ min: 1, max: MOST_USERS }),
    otherwise: "as the command or the dashboard says",
    meaning: "Users at once.",
    example: 200,
  },
  spawnRate: {
    type: rate(
      `users that start in a stretch of time, at most ${formatRate(MOST_USERS)}, such as "10/s"`,
      MOST_USERS,
    ),
    otherwise: "as the command or the dashboard says",
    meaning: "Users that start in a second or a minute.",
    example: "10/s",
  },
  runTime: {
    type: seconds,
    otherwise: "until it is stopped",
    meaning: "How long a run lasts.",
    example: "10m",
  },
  stages: {
    type: list(whole(STAGE, "a stage with users and duration"), "a list of stages", {
      nonEmpty: true,
    }),
    meaning: "Stages of a run, in place of `users` and `runTime`.",
    example: [{ users: 50, duration: "2m" }],
  },
  tags: {
    type: list(plain(text(), "a tag"), 'a list of tags such as ["checkout"]', { nonEmpty: true }),
    otherwise: "all tasks",
    meaning: "Only tasks with one of these tags run.",
    example: ["checkout"],
  },
} satisfies Section;
