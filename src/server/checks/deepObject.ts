import type { Schema } from "../../openapi/table/table.ts";
import type { Fields } from "../http/fields.ts";
import { createPlace, enter, type Place } from "../schemas/place.ts";
import { isSchema, isSchemaObject, type SharedSchemas } from "../schemas/schemas.ts";

/**
 * Reads the value of a parameter in style `deepObject` (`filter[price][min]=3&filter[tags][0]=a`) as far as the schema
 * describes it. An object has all properties of its schema; missing ones are undefined. Other properties are not read.
 */
export function readDeepObject(
  name: string,
  fields: Fields,
  schema: Schema,
  shared: SharedSchemas,
): unknown {
  return read(name, schema, createPlace(), { fields, shared });
}

interface Reading {
  fields: Fields;
  shared: SharedSchemas;
}

function read(way: string, given: Schema, at: Place, reading: Reading): unknown {
  const entered = enter(given, at, reading.shared);
  const whole = reading.fields.get(way);
  if ("again" in entered || !isSchemaObject(entered.schema)) return whole;
  const { schema, place } = entered;
  if (schema.type === "object") {
    const properties = isSchemaObject(schema.properties) ? schema.properties : {};
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        isSchema(property) ? read(`${way}[${name}]`, property, place, reading) : undefined,
      ]),
    );
  }
  if (schema.type !== "array") return whole;
  const item = isSchema(schema.items) ? schema.items : true;
  return indexes(way, reading.fields).map((index) =>
    read(`${way}[${index}]`, item, place, reading),
  );
}

/** Returns the numbers in brackets after a name, in order. */
function indexes(way: string, fields: Fields): number[] {
  const found = new Set<number>();
  for (const name of fields.keys()) {
    const index = name.startsWith(`${way}[`) ? /^\d+(?=\])/.exec(name.slice(way.length + 1)) : null;
    if (index !== null) found.add(Number(index[0]));
  }
  return [...found].sort((a, b) => a - b);
}
