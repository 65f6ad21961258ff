import type { Schema } from "../routes/table.ts";
import {
  flatten,
  propertiesOf,
  type SchemaObject,
  type SharedSchemas,
  subschema,
  typesOf,
} from "./schemas.ts";

/**
 * A value that arrived as text, in the type that its schema wants: `"12"` as 12 where a number may stand. What fits no
 * type of the schema stays as it is, for the schema's check to refuse.
 */
export function coerce(value: unknown, schema: Schema | undefined, shared: SharedSchemas): unknown {
  return createCoercion(schema, shared)(value);
}

/** `coerce` with the schema's part of the work done once. */
export function createCoercion(
  schema: Schema | undefined,
  shared: SharedSchemas,
): (value: unknown) => unknown {
  if (schema === undefined || typeof schema === "boolean") return (value) => value;
  const parts = flatten(schema, shared);
  const types = typesOf(parts);
  return (value) =>
    typeof value === "string" ? coerceText(value, types) : coerceInner(value, parts, shared);
}

function coerceInner(value: unknown, parts: SchemaObject[], shared: SharedSchemas): unknown {
  if (Array.isArray(value)) {
    const items = subschema(parts, "items");
    return value.map(createCoercion(items, shared));
  }
  if (typeof value !== "object" || value === null) return value;
  const properties = propertiesOf(parts);
  const others = subschema(parts, "additionalProperties");
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      coerce(field, properties.get(name) ?? others, shared),
    ]),
  );
}

function coerceText(text: string, types: Set<string>): unknown {
  if ((types.has("number") || types.has("integer")) && isNumber(text)) return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  if (types.size === 0 || types.has("string")) return text;
  if (types.has("null") && (text === "" || text === "null")) return null;
  if (types.has("object") || types.has("array")) return parseJson(text) ?? text;
  return text;
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** What JSON text says, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
