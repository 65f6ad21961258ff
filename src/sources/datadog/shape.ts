import { METHODS, type Route, type Segment } from "../../openapi/table/table.ts";
import { tagValue } from "./tag.ts";

/** Where a parameter stands in a shape. */
const PARAMETER = "{}";

/**
 * A word in braces or angle brackets, with a type before or behind it, or behind a colon: `{id}`, `<int:id>`, `:id` are
 * `_id_`, `_int:id_`, `:id` in a tag. Nothing else may be in the segment, because `_name_.json`, `_name_:cancel` and
 * `_from_-_to_` are no parameters alone.
 */
const LETTER = "[\\p{L}\\p{Nd}]";
const WORD = `${LETTER}+(?:(?:_+|-)${LETTER}+)*`;
const IS_PARAMETER = new RegExp(
  `^(?::${LETTER}(?:${LETTER}|_)*|_${WORD}(?::${WORD})?_?|_p_(?:(?!_p_)[^.])*|_)$`,
  "u",
);

/** `(?P<id>[^/]+)` has a slash in it: it is `_p_id_/_`, or `_p_id_/` at the end; `[^/.]+` has a point too. */
const PATTERN_WITH_SLASH = new RegExp(`_p_(${WORD})_/(?:\\.?_(?=/|$)|\\.?$)`, "gu");

/**
 * Returns the shape of a name, in which all parameters are alike, so that `get_/users/:id` and `get_/users/_userid_` have
 * the same one: frameworks and documents often name parameters differently. Returns undefined if the name has no
 * parameter.
 */
export function shapeOf(name: string): string | undefined {
  const { method, path } = splitMethod(name);
  const segments = path
    .replace(PATTERN_WITH_SLASH, "_p_$1_")
    .replace(/^\/|\/$/g, "")
    .split("/")
    .map((segment) => (IS_PARAMETER.test(segment) ? PARAMETER : segment));
  return segments.includes(PARAMETER) ? `${method} ${segments.join("/")}` : undefined;
}

/** Returns the shapes of a route's names, with and without its method, or none if a part of a segment is a parameter. */
export function shapesOf(route: Route, basePaths: readonly string[]): string[] {
  const segments = route.segments.map(shapeOfSegment);
  if (!segments.includes(PARAMETER) || segments.includes(undefined)) return [];
  return basePaths.flatMap((base) => {
    const path = [...base.split("/").map(tagValue), ...segments].filter((part) => part !== "");
    return [route.method.toLowerCase(), ""].map((method) => `${method} ${path.join("/")}`);
  });
}

function shapeOfSegment(segment: Segment): string | undefined {
  if (typeof segment === "string") return tagValue(segment);
  const [part, ...more] = segment;
  return typeof part === "object" && more.length === 0 ? PARAMETER : undefined;
}

/** Splits `get_/users` into `get` and `/users`. A name without a method has an empty one. */
export function splitMethod(name: string): { method: string; path: string } {
  const method = METHODS.find((known) => name.startsWith(`${known.toLowerCase()}_`));
  if (method === undefined) return { method: "", path: name };
  return { method: method.toLowerCase(), path: name.slice(method.length + 1) };
}
