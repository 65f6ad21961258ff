import type { Mock } from "../mock/mock.ts";
import type { Serving } from "./serving.ts";

/** Where a mock is reached. Mocks that share a port differ in path or host. */
export interface Place {
  /**
   * Prefix of all paths of the mock, without a slash at the end: `/payments`. The mock itself does not see it.
   * @default none
   */
  prefix?: string;
  /**
   * Host name of requests, without port.
   * @default any host
   */
  host?: string;
}

/** A mock, and where it is reached. */
export interface Site extends Place {
  mock: Mock;
}

/** A mock that is ready to serve, and where it is reached. */
export interface ServedSite extends Place {
  serving: Serving;
}

/**
 * Sorts places into the order in which they are tried: first those with a host, and longer prefixes before shorter
 * ones.
 */
export function sortPlaces<T extends Place>(places: readonly T[]): T[] {
  return places.toSorted(
    (a, b) =>
      Number(b.host !== undefined) - Number(a.host !== undefined) ||
      (b.prefix ?? "").length - (a.prefix ?? "").length,
  );
}

/**
 * Returns the first of `places` that a request matches.
 *
 * @param host the header Host, with or without port
 * @param path without query
 */
export function placeOf<T extends Place>(
  places: readonly T[],
  host: string | undefined,
  path: string,
): T | undefined {
  return places.find((place) => isAt(place, host, path));
}

/** Returns a path as the mock at a place sees it: without the prefix. */
export function pathWithin({ prefix = "" }: Place, path: string): string {
  return path.slice(prefix.length) || "/";
}

function isAt(place: Place, host: string | undefined, path: string): boolean {
  const { prefix = "" } = place;
  if (place.host !== undefined && place.host.toLowerCase() !== hostName(host)) return false;
  return (
    path.startsWith(prefix) &&
    (path.length === prefix.length || path[prefix.length] === "/" || prefix === "")
  );
}

function hostName(host = ""): string {
  return host.toLowerCase().replace(/:\d*$/, "");
}
