import { isNumeric } from "../../decimal.ts";
import { isMapping } from "../document/node.ts";

/** How the value of a keyword is compiled. */
export type KeywordKind = SchemaKind | PlainKind;
/** The value is a schema, a list of schemas, or a mapping of names to schemas. */
export type SchemaKind = "schema" | "schemas" | "schemaMap";
/** The value is data. */
export type PlainKind = keyof typeof PLAIN_KINDS;

/** For each kind of data, the values that validators accept, and the name that users read. */
const PLAIN_KINDS = {
  any: { expected: "anything", allows: () => true },
  types: { expected: "a JSON type", allows: isTypes },
  values: {
    expected: "a list with at least one value",
    allows: (value: unknown) => Array.isArray(value) && value.length > 0,
  },
  list: { expected: "a list", allows: Array.isArray },
  names: { expected: "a list of names", allows: isNames },
  namesByName: {
    expected: "a mapping of names to lists of names",
    allows: (value: unknown) => isMapping(value) && Object.values(value).every(isNames),
  },
  text: { expected: "text", allows: (value: unknown) => typeof value === "string" },
  flag: { expected: "true or false", allows: (value: unknown) => typeof value === "boolean" },
  number: { expected: "a number", allows: isNumeric },
  positive: {
    expected: "a number above 0",
    allows: (value: unknown) => isNumeric(value) && value > 0,
  },
  count: {
    expected: "a whole number from 0",
    allows: (value: unknown) =>
      (Number.isSafeInteger(value) || typeof value === "bigint") && Number(value) >= 0,
  },
  pattern: {
    expected: "a regular expression",
    allows: (value: unknown) => typeof value === "string" && usablePattern(value) !== undefined,
  },
  discriminator: {
    expected: 'a mapping with "propertyName"',
    allows: (value: unknown) => isMapping(value) && typeof value.propertyName === "string",
  },
  mapping: { expected: "a mapping", allows: isMapping },
};

/**
 * All keywords that compiled schemas may have. Keywords that only describe (`title`, `description`, `externalDocs`) or
 * only name places (`$id`, `$defs`) are left out: nothing reads them, and they are a large part of many documents.
 */
export const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map<string, KeywordKind>([
  ["type", "types"],
  ["enum", "values"],
  ["const", "any"],
  ["default", "any"],
  ["examples", "list"],
  ["example", "any"],
  ["format", "text"],
  ["multipleOf", "positive"],
  ["maximum", "number"],
  ["exclusiveMaximum", "number"],
  ["minimum", "number"],
  ["exclusiveMinimum", "number"],
  ["maxLength", "count"],
  ["minLength", "count"],
  ["pattern", "pattern"],
  ["contentEncoding", "text"],
  ["contentMediaType", "text"],
  ["contentSchema", "schema"],
  ["items", "schema"],
  ["prefixItems", "schemas"],
  ["contains", "schema"],
  ["maxContains", "count"],
  ["minContains", "count"],
  ["maxItems", "count"],
  ["minItems", "count"],
  ["uniqueItems", "flag"],
  ["unevaluatedItems", "schema"],
  ["properties", "schemaMap"],
  ["patternProperties", "schemaMap"],
  ["additionalProperties", "schema"],
  ["propertyNames", "schema"],
  ["unevaluatedProperties", "schema"],
  ["maxProperties", "count"],
  ["minProperties", "count"],
  ["required", "names"],
  ["dependentRequired", "namesByName"],
  ["dependentSchemas", "schemaMap"],
  ["allOf", "schemas"],
  ["anyOf", "schemas"],
  ["oneOf", "schemas"],
  ["not", "schema"],
  ["if", "schema"],
  ["then", "schema"],
  ["else", "schema"],
  ["readOnly", "flag"],
  ["writeOnly", "flag"],
  ["deprecated", "flag"],
  ["discriminator", "discriminator"],
  ["xml", "mapping"],
  ["x-faker", "any"],
  ["x-json-schema-faker", "any"],
]);

export function isSchemaKind(kind: KeywordKind): kind is SchemaKind {
  return kind === "schema" || kind === "schemas" || kind === "schemaMap";
}

/** Returns what was expected of a keyword's value, or undefined if the value is right. */
export function expectedOf(kind: PlainKind, value: unknown): string | undefined {
  const { allows, expected } = PLAIN_KINDS[kind];
  return allows(value) ? undefined : expected;
}

/**
 * Returns the pattern as a regular expression for JavaScript's Unicode mode, which validators use, or undefined if it
 * cannot be written so. Syntax of other dialects that this mode refuses is rewritten: escapes of plain characters
 * (`\@`), and braces that repeat nothing.
 */
export function usablePattern(pattern: string): string | undefined {
  const unescaped = pattern.replaceAll(/\[(?:\\.|[^\]\\])*\]|\\./gs, (token) =>
    token.startsWith("[")
      ? token.replaceAll(/\\([^A-Za-z0-9^$\\.*+?()[\]{}|/-])/g, "$1")
      : token.replace(/\\([^A-Za-z0-9^$\\.*+?()[\]{}|/])/, "$1"),
  );
  const braced = unescaped
    .replaceAll(/(?<!\\)\{(?!\d+(?:,\d*)?\})/g, "\\{")
    .replaceAll(/(?<!\\|\{\d+(?:,\d*)?)\}/g, "\\}");
  return [pattern, unescaped, braced].find((candidate) => {
    try {
      new RegExp(candidate, "u");
      return true;
    } catch {
      return false;
    }
  });
}

const TYPES = ["null", "boolean", "object", "array", "number", "string", "integer"];

function isTypes(value: unknown): boolean {
  const types: unknown[] = Array.isArray(value) ? value : [value];
  return (
    types.length > 0 && types.every((type) => typeof type === "string" && TYPES.includes(type))
  );
}

/** Integers that a number does not hold are bigints. */

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
