/** Options that several commands take. */

import { formatRate, parseRate } from "../src/latency/rate.ts";
import type { Reader } from "./command/option.ts";

/** @param whose what the command does with the stack: "the stack that is checked" */
export function stackOption(whose: string) {
  return {
    type: "string",
    placeholder: "name",
    default: "stg",
    completes: "stack",
    description: `${whose}, by the name in Pulumi.<name>.yaml`,
  } as const;
}

export const STRICT = {
  type: "boolean",
  description: "Fail if any operation of a document is unusable, instead of leaving it out",
} as const;

export const LOG = {
  type: "boolean",
  description:
    "Print a line for each request: time, method, path, status, duration, route, delay; of several services also which one",
} as const;

/** A TCP port; 0 takes any free one. */
export const LAST_PORT = 65_535;

/** Reads a rate above zero, such as `200/s` or `50/min`, as a number a second. A number alone is a second's. */
export function rate(most = Number.POSITIVE_INFINITY): Reader<number> {
  const upTo = Number.isFinite(most) ? ` up to ${formatRate(most)}` : "";
  return {
    expected: `a rate${upTo} such as "200/s"`,
    read(text) {
      const perSecond = parseRate(text) ?? parseRate(`${text}/s`) ?? 0;
      return perSecond > 0 && perSecond <= most ? perSecond : undefined;
    },
  };
}
