import { parseJson } from "../../exactJson.ts";
import type { Encoding } from "../../openapi/table/table.ts";
import { itemSchema } from "../schemas/parts.ts";
import { shapesOf } from "../schemas/shapes.ts";
import { createFieldReader } from "./parameters.ts";
import type { FormContext, FormProperty, PropertyReader } from "./propertyReader.ts";

const STYLES = [
  "form",
  "spaceDelimited",
  "pipeDelimited",
  "commaDelimited",
  "tabDelimited",
  "deepObject",
] as const;

/** Returns the style of a property, or undefined if none is defined that forms have. */
export function styleOf({ style }: Encoding): (typeof STYLES)[number] | undefined {
  return STYLES.find((known) => known === style);
}

/** A list of objects is not written in JSON. */
export const NO_JSON = Symbol("no JSON");

/** Creates a reader for a property with a style. */
export function createStyleReader(
  { name, schema, encoding }: FormProperty,
  { shared, checks, part }: FormContext,
): PropertyReader {
  const style = styleOf(encoding) ?? "form";
  const { explode = style === "form" } = encoding;
  const accepts = (value: unknown) => checks(schema, "coerced")(value, part, [name]).length === 0;
  const read = createFieldReader({ name, style, explode, schema }, shared, accepts);
  const isList = shapesOf(schema, shared).has("list");
  const items = shapesOf(itemSchema(schema, shared), shared);
  const hasObjects = isList && items.has("object") && items.size === 1;
  return (_, fields) => {
    const value = read(fields);
    if (!Array.isArray(value)) return { value };
    if (!isList) return { value: value.at(-1) };
    // The style deepObject has made objects of the fields already.
    const isText = value.every((piece) => typeof piece === "string");
    return { value: hasObjects && isText ? parseObjects(value) : value };
  };
}

/** Joins pieces of JSON objects, which were split at all commas, to whole objects. */
function parseObjects(pieces: string[]): unknown {
  const objects: unknown[] = [];
  let open = "";
  for (const piece of pieces) {
    open += open === "" ? piece : `,${piece}`;
    try {
      objects.push(parseJson(open));
      open = "";
    } catch {
      // The object continues in the next piece.
    }
  }
  return open === "" ? objects : NO_JSON;
}
