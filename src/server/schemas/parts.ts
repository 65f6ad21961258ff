import type { Schema } from "../../openapi/table/table.ts";
import { flatten, isSchema, isSchemaObject, type SharedSchemas, subschema } from "./schemas.ts";

/** Returns what a schema says of the items of a list; of a tuple's, it says nothing. */
export function itemSchema(schema: Schema, shared: SharedSchemas): Schema {
  return subschema(flatten(schema, shared), "items") ?? true;
}

/** Returns the schemas of the properties that a schema describes, in `allOf`, `anyOf` and `oneOf` as well. */
export function propertySchemas(schema: Schema, shared: SharedSchemas): Map<string, Schema> {
  const found = new Map<string, Schema[]>();
  for (const { properties } of flatten(schema, shared)) {
    if (!isSchemaObject(properties)) continue;
    for (const [name, property] of Object.entries(properties)) {
      if (isSchema(property)) found.set(name, [...(found.get(name) ?? []), property]);
    }
  }
  return new Map(
    [...found].map(([name, [first = true, ...others]]) => [
      name,
      others.length === 0 ? first : { anyOf: [first, ...others] },
    ]),
  );
}

/** Returns what a schema says of the properties that it does not describe. */
export function otherProperties(schema: Schema, shared: SharedSchemas): Schema {
  return subschema(flatten(schema, shared), "additionalProperties") ?? true;
}
