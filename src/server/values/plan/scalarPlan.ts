import { isNumeric, type Numeric } from "../../../decimal.ts";
import type { Schema } from "../../../openapi/table/table.ts";
import { isJson, parseMediaType } from "../../http/mediaType.ts";
import type { Matcher } from "../../schemas/matcher.ts";
import { isSchema, type SchemaObject } from "../../schemas/schemas.ts";
import type { Conjunction } from "./conjunction.ts";

/** What a conjunction says about the type of its values, and about values that are no objects and lists. */
export interface ScalarPlan {
  /** Values of `enum` and `const` that match everything else; undefined if all values are possible. */
  choices: readonly unknown[] | undefined;
  /** Undefined if no type is named. */
  types: readonly string[] | undefined;
  /** The type that keywords imply. */
  implied: string | undefined;
  /** The limits of texts and numbers in one schema. Of several formats and patterns it has the first. */
  limits: SchemaObject;
  patterns: readonly string[];
  formats: readonly string[];
  /** The schema of the value that a text is in JSON (`contentSchema`). */
  content: Schema | undefined;
  /** Whether every text or number that is made within the limits is valid, so that it needs no check. */
  isSure: boolean;
}

export function scalarPlan({ parts, sources }: Conjunction, matches: Matcher): ScalarPlan {
  const schemas = parts.map(({ schema }) => schema);
  const listed = schemas.flatMap((schema) => {
    if ("const" in schema && schema.const !== undefined) return [[schema.const]];
    return Array.isArray(schema.enum) ? [schema.enum] : [];
  });
  const [choices] = listed.toSorted((a, b) => a.length - b.length);
  const isFree = (value: unknown) => sources.every((source) => matches(source, value));
  const texts = (keyword: string) => [
    ...new Set(schemas.map((schema) => schema[keyword]).filter((one) => typeof one === "string")),
  ];
  const patterns = texts("pattern");
  const formats = texts("format");
  const limits = limitsOf(schemas, patterns, formats);
  const content = contentOf(schemas);
  return {
    choices: choices?.filter(isFree),
    types: commonTypes(schemas),
    implied: impliedType(schemas),
    limits,
    patterns,
    formats,
    content,
    isSure: choices === undefined && content === undefined && isSure(limits, formats),
  };
}

/** Returns the schema of a text's content, if the text is JSON without another encoding. */
function contentOf(schemas: readonly SchemaObject[]): Schema | undefined {
  for (const { contentSchema, contentMediaType, contentEncoding } of schemas) {
    const isPlain = typeof contentMediaType === "string" && contentEncoding === undefined;
    const type = isPlain ? parseMediaType(contentMediaType) : undefined;
    if (type !== undefined && isJson(type) && isSchema(contentSchema)) return contentSchema;
  }
  return undefined;
}

function isSure(limits: SchemaObject, formats: string[]): boolean {
  const isLong = limits.minLength !== undefined || limits.maxLength !== undefined;
  const isWide = Number(limits.minimum ?? 0) <= Number(limits.maximum ?? 0);
  return (
    limits.pattern === undefined &&
    (formats.length === 0 || (formats.length === 1 && !isLong)) &&
    UNSURE.every((keyword) => limits[keyword] === undefined) &&
    [limits.minimum, limits.maximum].every(
      (limit) => limit === undefined || Number.isInteger(limit),
    ) &&
    (isWide || limits.minimum === undefined || limits.maximum === undefined) &&
    Number(limits.minLength ?? 0) <= Number(limits.maxLength ?? Number.POSITIVE_INFINITY)
  );
}

const UNSURE = ["multipleOf", "exclusiveMinimum", "exclusiveMaximum", "contentEncoding"];

/** Returns the types that all schemas allow. An integer is a number as well. */
function commonTypes(schemas: readonly SchemaObject[]): string[] | undefined {
  const named = schemas.flatMap(({ type }) => (type === undefined ? [] : [[type].flat()]));
  if (named.length === 0) return undefined;
  const allowed = named.map((types) => (types.includes("number") ? [...types, "integer"] : types));
  const [first = [], ...others] = allowed;
  const common = [
    ...new Set(first.filter((type) => others.every((types) => types.includes(type)))),
  ];
  const all = common.filter((type) => typeof type === "string");
  return all.includes("number") ? all.filter((type) => type !== "integer") : all;
}

const IMPLYING: Record<string, string[]> = {
  object: [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
  ],
  array: [
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "contains",
    "uniqueItems",
    "unevaluatedItems",
  ],
  string: ["pattern", "format", "minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

function impliedType(schemas: readonly SchemaObject[]): string | undefined {
  const implied = Object.entries(IMPLYING).find(([, keywords]) =>
    keywords.some((keyword) => schemas.some((schema) => keyword in schema)),
  );
  return implied?.[0];
}

function limitsOf(
  schemas: readonly SchemaObject[],
  [pattern]: string[],
  [format]: string[],
): SchemaObject {
  const limits: Record<string, unknown> = {};
  for (const schema of schemas) {
    for (const [keyword, join] of JOINS) {
      const value = schema[keyword];
      if (!isNumeric(value)) continue;
      const known = limits[keyword];
      limits[keyword] = isNumeric(known) ? join(known, value) : value;
    }
  }
  const encoding = schemas.find((schema) => schema.contentEncoding !== undefined);
  return {
    ...limits,
    ...(pattern !== undefined && { pattern }),
    ...(format !== undefined && { format }),
    ...(encoding && { contentEncoding: encoding.contentEncoding }),
  };
}

const JOINS: [string, (a: Numeric, b: Numeric) => Numeric][] = [
  ["minimum", higher],
  ["exclusiveMinimum", higher],
  ["minLength", higher],
  ["maximum", lower],
  ["exclusiveMaximum", lower],
  ["maxLength", lower],
  ["multipleOf", commonMultiple],
];

function higher(a: Numeric, b: Numeric): Numeric {
  return a > b ? a : b;
}

function lower(a: Numeric, b: Numeric): Numeric {
  return a < b ? a : b;
}

/** Returns the least common multiple of whole numbers; of others the greater number, which often is a multiple. */
function commonMultiple(a: Numeric, b: Numeric): Numeric {
  if (typeof a === "bigint" || typeof b === "bigint") return higher(a, b);
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return higher(a, b);
  let [greater, lesser] = [a, b];
  while (lesser !== 0) [greater, lesser] = [lesser, greater % lesser];
  return (a / greater) * b;
}
