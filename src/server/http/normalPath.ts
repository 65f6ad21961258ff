/**
 * A path in the one form to which Envoy brings it before it chooses a route (Istio's path normalization `BASE`), so that
 * a mock answers alike in the mesh and past it: without fragment, with slashes for backslashes, letters, digits and
 * `-._~` as they are, characters that no path may have escaped, and dot segments resolved. Slashes are not merged, and
 * an escaped one stays one.
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

/** Has most paths pass at once. */
const UNUSUAL = /\/\.|["#%<>\\^`{|}]/;

function asItIs(written: string): string {
  const character = String.fromCharCode(Number.parseInt(written.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : written;
}

/** RFC 3986, 5.2.4. */
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
