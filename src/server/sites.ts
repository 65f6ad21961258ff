import type { Mock } from "../mock/mock.ts";

/** Where a mock is reached: mocks that share a port are told apart by path or by host. */
export interface Place {
  /**
   * Path before all of the mock's paths, without a slash at the end: `/payments`. The mock does not see it.
   * @default none
   */
  prefix?: string;
  /**
   * Host name, without port, that requests are sent to.
   * @default any
   */
  host?: string;
}

/** A mock and where it is reached. */
export interface Site extends Place {
  mock: Mock;
}

/** The order in which places are tried: those with a host first, then longer prefixes before shorter ones. */
export function sortPlaces<T extends Place>(places: readonly T[]): T[] {
  return places.toSorted(
    (a, b) =>
      Number(b.host !== undefined) - Number(a.host !== undefined) ||
      (b.prefix ?? "").length - (a.prefix ?? "").length,
  );
}

/**
 * The first of `places` that a request is for.
 *
 * @param host the header, with or without port
 * @param path without query
 */
export function placeOf<T extends Place>(
  places: readonly T[],
  host: string | undefined,
  path: string,
): T | undefined {
  return places.find((place) => isAt(place, host, path));
}

/** A path as the mock at a place sees it. */
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
