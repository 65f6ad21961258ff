import { KEYWORDS } from "../../openapi/dialect/keywords.ts";
import type { Schema } from "../../openapi/table/table.ts";
import { mergeAllOf } from "../schemas/mergeAllOf.ts";
import { type OneSided, oneSidedNames } from "../schemas/oneSided.ts";
import { isSchema, isSchemaObject, referenceName, type SharedSchemas } from "../schemas/schemas.ts";

/** How schemas are relaxed for requests or replies. */
export interface Relaxation {
  shared: SharedSchemas;
  /** The keyword of properties that exist only in replies, or only in requests. */
  keyword: OneSided;
  /** Returns the replacement of a reference to a shared schema. */
  refer(name: string): string;
}

/**
 * Returns the version of a schema for requests, or for replies: a `readOnly` property is not required in a request
 * (OpenAPI 3.1: "the required will take effect on the response only"), and a `writeOnly` property not in a reply. As in
 * Prism, such a property is unknown there: its value is not checked, and it counts as an additional property. An
 * `allOf` is merged to one schema if possible.
 */
export function relaxedSchema(schema: Schema, relaxation: Relaxation): Schema {
  return relax(schema, relaxation, NONE);
}

/** Keywords whose schemas describe the same value as the schema itself. */
const OF_THE_SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "if", "then", "else"]);

/** @param outer names of properties with the keyword in an enclosing schema of the same value */
function relax(written: Schema, relaxation: Relaxation, outer: ReadonlySet<string>): Schema {
  if (typeof written === "boolean") return written;
  const merged = written.allOf === undefined ? written : mergeAllOf(written, relaxation.shared);
  const schema = merged ?? written;
  const optional = new Set([
    ...outer,
    ...oneSidedNames(schema, relaxation.keyword, relaxation.shared),
  ]);
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === "required" && Array.isArray(value)) {
      return [keyword, value.filter((name) => !optional.has(name))];
    }
    const name = keyword === "$ref" ? referenceName(schema) : undefined;
    if (name !== undefined) return [keyword, relaxation.refer(name)];
    const inner = OF_THE_SAME_VALUE.has(keyword) ? optional : NONE;
    const relaxed = relaxWithin(keyword, value, relaxation, inner);
    return [keyword, keyword === "properties" ? without(relaxed, optional) : relaxed];
  });
  return Object.fromEntries(entries);
}

function without(properties: unknown, names: ReadonlySet<string>): unknown {
  if (!isSchemaObject(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.has(name)));
}

const NONE: ReadonlySet<string> = new Set();

function relaxWithin(
  keyword: string,
  value: unknown,
  relaxation: Relaxation,
  outer: ReadonlySet<string>,
): unknown {
  const kind = KEYWORDS.get(keyword);
  if (kind === "schema" && isSchema(value)) return relax(value, relaxation, outer);
  if (kind === "schemas" && Array.isArray(value)) {
    return value.map((member) => (isSchema(member) ? relax(member, relaxation, outer) : member));
  }
  if (kind !== "schemaMap" || !isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSchema(member) ? relax(member, relaxation, NONE) : member,
    ]),
  );
}
