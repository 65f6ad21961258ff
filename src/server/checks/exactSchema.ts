import { hasLongInteger } from "../../exactJson.ts";
import { KEYWORDS } from "../../openapi/dialect/keywords.ts";
import type { Schema } from "../../openapi/table/table.ts";
import { isSchema, isSchemaObject, type SchemaObject } from "../schemas/schemas.ts";
import { EXACT } from "./exactKeyword.ts";

/**
 * Returns a schema in which `EXACT` has the keywords that the validator cannot check, because it knows no bigints.
 *
 * @param withBigints whether the values have bigints; if not, only schemas with bigints are changed
 */
export function exactSchema(schema: Schema, withBigints: boolean): Schema {
  if (typeof schema === "boolean") return schema;
  const changed: SchemaObject = {};
  const moved: SchemaObject = {};
  const copied: SchemaObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const isNumericType = withBigints && keyword === "type" && allowsNumbers(value);
    const isLong = (LIMITS.has(keyword) || CHOICES.has(keyword)) && hasLongInteger(value);
    if (isNumericType || isLong) moved[keyword] = value;
    else changed[keyword] = exactWithin(keyword, value, withBigints);
    if (withBigints && LIMITS.has(keyword)) copied[keyword] = value;
  }
  const isChanged = Object.keys(moved).length + Object.keys(copied).length > 0;
  return isChanged ? { ...changed, [EXACT]: { moved, all: { ...copied, ...moved } } } : changed;
}

/** Keywords that the validator applies to numbers only. */
const LIMITS = new Set([
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "format",
]);
const CHOICES = new Set(["enum", "const"]);

function allowsNumbers(type: unknown): boolean {
  return [type].flat().some((name) => name === "integer" || name === "number");
}

function exactWithin(keyword: string, value: unknown, withBigints: boolean): unknown {
  const inner = (schema: unknown) => (isSchema(schema) ? exactSchema(schema, withBigints) : schema);
  switch (KEYWORDS.get(keyword)) {
    case "schema":
      return inner(value);
    case "schemas":
      return Array.isArray(value) ? value.map(inner) : value;
    case "schemaMap":
      return isSchemaObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]))
        : value;
    default:
      return value;
  }
}
