import { formatTable } from "../../textTable.ts";

/** What is shown of one service. */
export interface Status {
  name: string;
  /** What it stands for: `payments.shop`. */
  service: string;
  /** What it does, in a few words: `running`, `waits for payments`, `ended with 1`. */
  state: string;
  link: "-" | "up" | "lost";
  /** Of the link, in milliseconds. */
  roundTrip?: number | undefined;
  /** Sent to this machine since the start; undefined where none are taken. */
  requests?: number;
  lastError?: string;
}

const HEAD = ["NAME", "SERVICE", "STATE", "LINK", "ROUND TRIP", "REQUESTS", "LAST ERROR"];

/**
 * Returns the table of several services.
 *
 * @param width of the terminal: what is longer is cut off, since a line that goes on in the next one would count twice
 */
export function statusTable(
  statuses: readonly Status[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const rows = statuses.map(
    ({ name, service, state, link, roundTrip, requests, lastError = "-" }) => [
      ...[name, service, state, link],
      roundTrip === undefined ? "-" : `${roundTrip.toFixed(1)} ms`,
      requests === undefined ? "-" : String(requests),
      lastError,
    ],
  );
  return formatTable([HEAD, ...rows], [4, 5])
    .split("\n")
    .map((line) => line.slice(0, width));
}

/** Returns the sum of what a program counts that may be started again, and then counts from zero. */
export function growing(): (counted: number) => number {
  let before = 0;
  let last = 0;
  return (counted) => {
    if (counted < last) before += last;
    last = counted;
    return before + counted;
  };
}
