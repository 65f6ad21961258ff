/**
 * Returns a path with `{id}` in place of the segments that look like values: numbers, UUIDs, long hexadecimal numbers,
 * and long texts with digits. It serves to list the paths that no operation explains, of which there may be any number.
 */
export function generalPath(path: string): string {
  return path
    .split("/")
    .map((segment) => (isValue(segment) ? "{id}" : segment.slice(0, LONGEST)))
    .slice(0, DEEPEST)
    .join("/");
}

const LONGEST = 80;
const DEEPEST = 12;

function isValue(segment: string): boolean {
  if (/^\d+$/.test(segment)) return true;
  if (!/\d/.test(segment)) return segment.length > LONGEST;
  return (
    segment.length > 40 ||
    /^(?:[\da-f]{8,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.test(segment) ||
    /^[\w-]{20,}$/.test(segment)
  );
}
