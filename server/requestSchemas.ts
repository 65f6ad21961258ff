import { KEYWORDS } from "../routes/keywords.ts";
import type { Schema } from "../routes/table.ts";
import { flatten, isSchema, propertiesOf, type SharedSchemas } from "./schemas.ts";

/**
 * A schema as it holds for requests: what is `readOnly` is not required there (OpenAPI 3.1, "readOnly": "the required
 * will take effect on the response only").
 */
export function requestSchema(schema: Schema, shared: SharedSchemas): Schema {
  return relax(schema, shared, new Set());
}

/** Keywords whose schemas speak of the same value as the schema that has them. */
const OF_THE_SAME_VALUE = new Set(["allOf", "anyOf", "oneOf", "if", "then", "else"]);

/** @param outer names that an enclosing schema of the same value has as `readOnly` */
function relax(schema: Schema, shared: SharedSchemas, outer: ReadonlySet<string>): Schema {
  if (typeof schema === "boolean") return schema;
  const optional = new Set([...outer, ...readOnlyNames(schema, shared)]);
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === "required" && Array.isArray(value)) {
      return [keyword, value.filter((name) => !optional.has(name))];
    }
    const inner = OF_THE_SAME_VALUE.has(keyword) ? optional : NONE;
    return [keyword, relaxWithin(keyword, value, shared, inner)];
  });
  return Object.fromEntries(entries);
}

const NONE: ReadonlySet<string> = new Set();

function relaxWithin(
  keyword: string,
  value: unknown,
  shared: SharedSchemas,
  outer: ReadonlySet<string>,
): unknown {
  const kind = KEYWORDS.get(keyword);
  if (kind === "schema" && isSchema(value)) return relax(value, shared, outer);
  if (kind === "schemas" && Array.isArray(value)) {
    return value.map((member) => (isSchema(member) ? relax(member, shared, outer) : member));
  }
  if (kind !== "schemaMap" || !isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSchema(member) ? relax(member, shared, NONE) : member,
    ]),
  );
}

function readOnlyNames(schema: Schema, shared: SharedSchemas): string[] {
  return [...propertiesOf(flatten(schema, shared))]
    .filter(([, property]) => flatten(property, shared).some((part) => part.readOnly === true))
    .map(([name]) => name);
}
