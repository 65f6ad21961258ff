import { fullFormats } from "ajv-formats/dist/formats.js";

import { isMultiple, isNumeric } from "../../decimal.ts";
import { LONG_FORMATS } from "../../openapi/dialect/formatLimits.ts";
import { patternFor } from "./patternFor.ts";
import type { SchemaObject } from "./schemas.ts";

/** Whether a text or a number matches the keywords for its type. All other values do. */
export function matchesScalar(schema: SchemaObject, value: unknown): boolean {
  if (typeof value === "string") return matchesText(schema, value);
  if (typeof value === "number" || typeof value === "bigint") return matchesNumber(schema, value);
  return true;
}

function matchesText({ minLength, maxLength, pattern, format }: SchemaObject, text: string) {
  if (typeof minLength === "number" || typeof maxLength === "number") {
    const length = lengthOf(text);
    if (typeof minLength === "number" && length < minLength) return false;
    if (typeof maxLength === "number" && length > maxLength) return false;
  }
  if (typeof pattern === "string" && !patternFor(pattern).test(text)) return false;
  return typeof format !== "string" || hasFormat(format, text);
}

/** Counts characters, as JSON Schema does, not code units. */
function lengthOf(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}

const FORMATS = new Map<string, unknown>(Object.entries(fullFormats));

function hasFormat(name: string, text: string): boolean {
  const format = FORMATS.get(name);
  const check = isDefinition(format) ? format.validate : format;
  if (check instanceof RegExp) return check.test(text);
  return typeof check !== "function" || NUMERIC.has(name) || check(text) === true;
}

/** Formats that concern numbers alone. */
const NUMERIC = new Set(["int32", "int64", "float", "double"]);

function isDefinition(format: unknown): format is { validate: unknown } {
  return typeof format === "object" && format !== null && "validate" in format;
}

function matchesNumber(schema: SchemaObject, value: number | bigint): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (isNumeric(minimum) && value < minimum) return false;
  if (isNumeric(maximum) && value > maximum) return false;
  if (isNumeric(exclusiveMinimum) && value <= exclusiveMinimum) return false;
  if (isNumeric(exclusiveMaximum) && value >= exclusiveMaximum) return false;
  if (isNumeric(multipleOf) && !isMultiple(value, multipleOf)) return false;
  const [least, greatest] = LONG_FORMATS.get(String(schema.format)) ?? [];
  if (least === undefined || greatest === undefined) return true;
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  return isWhole && value >= least && value <= greatest;
}
