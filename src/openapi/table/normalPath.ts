/**
 * Normalizes a path as Envoy does before it selects a route (Istio's path normalization `BASE`), so that a mock answers
 * alike through the mesh and without it. The fragment is dropped, backslashes become slashes, letters, digits and
 * `-._~` are decoded, characters that a path must not have are encoded, and dot segments are resolved. Slashes are not
 * merged, and an encoded slash stays encoded. The hex digits of escapes become upper case, which Envoy leaves as they
 * are: the matches of a mock's VirtualService take both (RFC 3986, 6.2.2.1).
 *
 * @param path as it is on the wire, without its query
 */
export function normalPath(path: string): string {
  if (!UNUSUAL.test(path)) return path;
  const plain = path
    .replace(/#.*$/s, "")
    .replaceAll("\\", "/")
    .replaceAll(/%[0-9a-f]{2}/gi, asItIs)
    .replaceAll(/["<>^`{|}]/g, encodeURIComponent);
  return plain.includes("/.") ? withoutDots(plain) : plain;
}

/** Most paths match this and need no further work. */
const UNUSUAL = /\/\.|["#%<>\\^`{|}]/;

function asItIs(written: string): string {
  const character = String.fromCharCode(Number.parseInt(written.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : written.toUpperCase();
}

/** Removes dot segments (RFC 3986, 5.2.4). */
function withoutDots(path: string): string {
  const segments = path.split("/").slice(1);
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  const last = segments.at(-1);
  if (last === "." || last === "..") kept.push("");
  return `/${kept.join("/")}`;
}
