import type { Entry } from "./entry.ts";
import type { HttpMatch } from "./httpRoute.ts";
import { BAGGAGE_MEMBER } from "./routeKey.ts";
import { serviceOf, shortName } from "./serviceHost.ts";

/**
 * Returns the alternatives that match exactly the requests in which `carriedKeys` finds the key: one for `baggage`, one
 * for the plain header. Their regular expressions match a whole header, whose lines Envoy joins by commas, and mean the
 * same in RE2 and in JavaScript.
 */
export function keyMatches(key: string, keyHeader: string): HttpMatch[] {
  return [
    { headers: { baggage: { regex: baggageRegex(key) } } },
    { headers: { [keyHeader]: { regex: headerRegex(key) } } },
  ];
}

/**
 * Returns the match for requests that name the entry's target themselves: `service-router-payments-shop:
 * payments-pr-12.shop`.
 */
export function targetMatch(entry: Entry): HttpMatch {
  return { headers: { [targetHeader(entry.origin)]: { exact: targetName(entry) } } };
}

/**
 * Returns the name of the header in which a request names the service to replace the origin:
 * `service-router-payments-shop`.
 */
export function targetHeader(origin: string): string {
  const { service, namespace } = serviceOf(origin);
  return `service-router-${service}-${namespace}`;
}

/**
 * Returns the value of that header for an entry: its Service, `payments-pr-12.shop`. A subset has no Service, so its
 * name is made in the same way.
 */
export function targetName({ origin, key, destination }: Entry): string {
  if (destination.subset === undefined) return shortName(destination.host);
  const { service, namespace } = serviceOf(origin);
  return `${service}-${key}.${namespace}`;
}

/**
 * Header of a request that an entry's destination sends back to the origin: the destination, `payments-laptop-ann.shop`.
 * The mesh leads it to the origin itself, whatever keys it carries, and takes the header off.
 */
export const RETURNED_BY = "x-understudy-returned-by";

/** Returns the match for requests that an entry's destination has sent back. */
export function returnedMatch(entry: Entry): HttpMatch {
  return { headers: { [RETURNED_BY]: { exact: targetName(entry) } } };
}

const SPACES = "[ \\t]*";

/** The dot between keys may be percent-encoded, like every other character of a value. */
function baggageRegex(key: string): string {
  const value = `(?:[^,;]*${octet(".")})?${[...key].map(octet).join("")}(?:${octet(".")}[^,;]*)?`;
  return `(?:.*,)?${SPACES}${BAGGAGE_MEMBER}${SPACES}=${SPACES}${value}${SPACES}(?:[;,].*)?`;
}

function headerRegex(key: string): string {
  return `(?:.*,)?${SPACES}(?:[^,]*\\.)?${key}(?:\\.[^,]*)?${SPACES}(?:,.*)?`;
}

/** Matches a character as itself or percent-encoded, with the escape's letters in either case. */
function octet(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  const digits = hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  return `(?:${character === "." ? "\\." : character}|%${digits})`;
}
