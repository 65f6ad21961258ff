import type { Entry } from "./entry.ts";
import type { HttpMatch } from "./httpRoute.ts";
import { targetName } from "./keyMatches.ts";

/**
 * Header of a request that an entry's destination sends back to the origin: the destination, `payments-laptop-ann.shop`.
 * The mesh leads it to the origin itself, whatever keys it carries, and takes the header off.
 */
export const RETURNED_BY = "x-understudy-returned-by";

/** Returns the match for requests that an entry's destination has sent back. */
export function returnedMatch(entry: Entry): HttpMatch {
  return { headers: { [RETURNED_BY]: { exact: targetName(entry) } } };
}
