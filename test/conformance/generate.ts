import fc from "fast-check";
import { METHODS, type RouteTable, type Segment } from "../../src/openapi/table/table.ts";

/** A request that no backend rewrites before it matches. */
export interface GeneratedProbe {
  method: string;
  path: string;
}

/**
 * Requests for a table: its own templates with values in the place of parameters, under its base paths and others,
 * half of them with one mistake. Values are the table's own literals and other text that the wire leaves as it is.
 */
export function probesOf(table: RouteTable): fc.Arbitrary<GeneratedProbe> {
  const literals = table.routes
    .flatMap(({ segments }) => segments.flat())
    .filter(isText)
    .filter((literal) => literal !== "");
  const value = fc.oneof(
    fc.constantFrom("7", "a.b", "a-b", "x:cancel", "a+b", "a%2Fb", "%E6%97%A5", "...", ...literals),
    fc.string({ unit: fc.constantFrom(..."abv1.-:~+$(),"), minLength: 1, maxLength: 4 }),
  );
  return fc
    .record({
      basePath: fc.constantFrom(...table.basePaths, "/v2"),
      route: fc.constantFrom(...table.routes),
      otherMethod: fc.option(fc.constantFrom(...METHODS), { freq: 2 }),
      values: fc.infiniteStream(value),
      mistake: fc.option(fc.nat(MISTAKES.length - 1), { freq: 1 }),
    })
    .map(({ basePath, route, otherMethod, values, mistake }) => {
      const path = basePath + fill(route.segments, values);
      return {
        method: otherMethod ?? route.method,
        path: MISTAKES[mistake ?? -1]?.(path) ?? path,
      };
    })
    .filter((probe) => !isRewritten(probe.path));
}

const MISTAKES: ((path: string) => string)[] = [
  (path) => `${path}/`,
  (path) => path.slice(0, -1) || "/",
  (path) => `${path}x`,
  (path) => path.replace("/", "//"),
  (path) => path.slice(0, path.lastIndexOf("/")) || "/",
  (path) => path.toUpperCase(),
  (path) => `${path}/more`,
];

function fill(segments: Segment[], values: Iterator<string>): string {
  const part = (piece: string | { param: string }) =>
    isText(piece) ? piece : String(values.next().value);
  return segments
    .map((segment) => `/${isText(segment) ? segment : segment.map(part).join("")}`)
    .join("");
}

/** Skips dot segments, which Envoy removes, and broken escapes, which are not valid paths. */
function isRewritten(path: string): boolean {
  return (
    path.split("/").some((segment) => segment === "." || segment === "..") ||
    /%(?![0-9A-Fa-f]{2})/.test(path)
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
