import type { Statistics } from "../statistics.ts";
import { shortened } from "./routeTable.ts";
import { plural } from "./units.ts";

/**
 * Returns a line about what the script raised, or undefined if it raised nothing. It is no failed request, so that a run
 * whose users could not sign in passes its limits without it.
 */
export function exceptionsText({ exceptions }: Statistics): string | undefined {
  const [most] = exceptions.toSorted((a, b) => b.count - a.count);
  if (most === undefined) return undefined;
  const total = exceptions.reduce((sum, { count }) => sum + count, 0);
  const message = shortened(most.message.replaceAll(/[\s\p{Cc}]+/gu, " "));
  const often = most.count < total ? `, most often (${most.count} of them)` : "";
  return `The script raised ${plural(total, "exception")}${often}: ${message} (exceptions.csv)`;
}
