import type { StatusFilter } from "../source.ts";

/** Where the requests of a status belong: to those that count, or apart under this name. */
export type StatusPlace = { counts: true } | { counts: false; apart: string };

/**
 * Returns where the requests belong whose label of the status has this value: a code, or a class such as `2xx`. A class
 * counts only if all its codes do.
 */
export function placeOfStatus(value: string, statuses: StatusFilter): StatusPlace {
  const counts = accepts(value, statuses);
  return counts ? { counts } : { counts, apart: value === "" ? "none" : value };
}

/** Whether a value is a status code or a class of them. */
export function isStatus(value: string): boolean {
  return /^[1-5](?:\d\d|xx)$/i.test(value);
}

function accepts(value: string, statuses: StatusFilter): boolean {
  if (!isStatus(value)) return false;
  if (!/xx$/i.test(value)) return statuses.accepts(Number(value));
  const first = Number(value[0]) * 100;
  return Array.from({ length: 100 }, (_, i) => first + i).every((code) => statuses.accepts(code));
}
