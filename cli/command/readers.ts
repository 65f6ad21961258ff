import type { Reader } from "./option.ts";

/** Reads a whole number from `least` to `most`. */
export function integer(least: number, most = Number.POSITIVE_INFINITY): Reader<number> {
  return {
    expected: `a number from ${least}${Number.isFinite(most) ? ` to ${most}` : ""}`,
    read(text) {
      const number = Number(text);
      return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
    },
  };
}

/** Reads one of a few words. */
export function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return {
    expected: `one of ${choices.join(", ")}`,
    read: (text) => choices.find((choice) => choice === text),
    choices,
  };
}
