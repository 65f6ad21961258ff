import { isMapping, type Mapping } from "../document/node.ts";
import { type Dialect, isOpenApi } from "./dialect.ts";
import { FORMAT_LIMITS } from "./formatLimits.ts";

/**
 * Returns a schema object of a dialect with the keywords of JSON Schema 2020-12. The schemas inside it are not changed.
 *
 * Keywords that the dialect does not have are left out. Those of 2.0 and 3.0 are read as Prism reads them: as draft-07,
 * with `nullable`, `x-nullable`, `x-example` and boolean exclusive limits. In the dialects of OpenAPI an `example` is
 * the first of the `examples`, and formats of numbers are limits.
 */
export function upgradeSchema(dialect: Dialect, schema: Mapping): Mapping {
  const known = withOneReference(without(schema, UNKNOWN[dialect]));
  if (dialect === "draft-04") return modernise(exclusiveToNumber(known));
  if (!isOpenApi(dialect)) return modernise(known);
  const plain = formatToLimits(exampleToExamples(dialect, known));
  if (dialect === "3.1") return modernise(plain);
  return modernise(exclusiveToNumber(nullableToType(plain)));
}

const SINCE_2020 = ["prefixItems"];
const SINCE_2019 = [
  ...SINCE_2020,
  "dependentRequired",
  "dependentSchemas",
  "unevaluatedItems",
  "unevaluatedProperties",
  "minContains",
  "maxContains",
  "contentSchema",
];
const SINCE_07 = [...SINCE_2019, "if", "then", "else", "contentEncoding", "contentMediaType"];
const SINCE_06 = [...SINCE_07, "const", "contains", "propertyNames", "examples"];

/** Keywords of 2020-12 that a dialect does not have. */
const UNKNOWN: Record<Dialect, string[]> = {
  "2.0": SINCE_2019,
  "3.0": SINCE_2019,
  "3.1": [],
  "2020-12": [],
  "2019-09": SINCE_2020,
  "draft-07": SINCE_2019,
  "draft-06": SINCE_07,
  "draft-04": SINCE_06,
};

function without(schema: Mapping, keywords: string[]): Mapping {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)),
  );
}

/** A schema applies both of its references, but a schema of the table has only one. */
function withOneReference(schema: Mapping): Mapping {
  const { $ref, $dynamicRef, allOf, ...rest } = schema;
  if ($ref === undefined || $dynamicRef === undefined) return schema;
  return { ...rest, $ref, allOf: [...(Array.isArray(allOf) ? allOf : []), { $dynamicRef }] };
}

/** A single example comes before a list. Before 3.1 the list is not a keyword, but it is meant as one. */
function exampleToExamples(
  dialect: Dialect,
  { "x-example": vendor, example, examples, ...rest }: Mapping,
): Mapping {
  const single = example === undefined ? vendor : example;
  if (single !== undefined) return { ...rest, examples: [single] };
  const isListed = Array.isArray(examples) || (dialect === "3.1" && examples !== undefined);
  return isListed ? { ...rest, examples } : rest;
}

/** Replaces formats of numbers (`int32`) by their limits, and names of encodings by the keywords for them. */
function formatToLimits(schema: Mapping): Mapping {
  const { format, ...rest } = schema;
  if (format === "byte") return { ...schema, pattern: "^[\\w\\d+\\/=]*$" };
  if (format === "base64") return { ...rest, contentEncoding: "base64" };
  if (format === "binary") return { ...rest, contentMediaType: "application/octet-stream" };
  const limits = typeof format === "string" ? FORMAT_LIMITS.get(format) : undefined;
  if (limits === undefined) return schema;
  const [low, high] = limits;
  const minimum = numberOr(low, schema.minimum);
  const maximum = numberOr(high, schema.maximum);
  return {
    ...schema,
    minimum: minimum < low ? low : minimum,
    maximum: maximum > high ? high : maximum,
  };
}

function numberOr(fallback: number, value: unknown): number | bigint {
  if (typeof value === "bigint") return value;
  const number =
    typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? fallback : number;
}

/** Replaces keywords by their names in JSON Schema 2020-12. */
function modernise(schema: Mapping): Mapping {
  const { items, additionalItems, dependencies, discriminator, type, ...rest } = schema;
  // YAML reads the type null, without quotes, as a null. Swagger's `file` is not a type and restricts no value.
  if (type !== undefined && type !== "file") {
    rest.type = Array.isArray(type) ? type.map(typeName) : typeName(type);
  }
  if (Array.isArray(items)) {
    rest.prefixItems = items;
    if (additionalItems !== undefined) rest.items = additionalItems;
  } else if (items !== undefined) rest.items = items;
  if (isMapping(dependencies)) {
    const parts = Object.entries(dependencies);
    rest.dependentRequired = Object.fromEntries(parts.filter(([, part]) => Array.isArray(part)));
    rest.dependentSchemas = Object.fromEntries(parts.filter(([, part]) => !Array.isArray(part)));
  }
  if (discriminator !== undefined) {
    rest.discriminator =
      typeof discriminator === "string" ? { propertyName: discriminator } : discriminator;
  }
  return rest;
}

function typeName(type: unknown): unknown {
  return type === null ? "null" : type;
}

function exclusiveToNumber(schema: Mapping): Mapping {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, ...rest } = schema;
  return {
    ...rest,
    ...bound("minimum", minimum, "exclusiveMinimum", exclusiveMinimum),
    ...bound("maximum", maximum, "exclusiveMaximum", exclusiveMaximum),
  };
}

function bound(name: string, limit: unknown, exclusiveName: string, exclusive: unknown): Mapping {
  if (exclusive === true) return limit === undefined ? {} : { [exclusiveName]: limit };
  return {
    ...(limit === undefined ? {} : { [name]: limit }),
    ...(exclusive === undefined || exclusive === false ? {} : { [exclusiveName]: exclusive }),
  };
}

/**
 * `nullable` (3.0) and `x-nullable` (2.0) also allow null, whatever else the schema has. Strictly, 3.0.3 gives
 * `nullable` a meaning only beside a `type`. But authors who write it beside a reference or a combination mean that
 * null is allowed, and most tools read it that way.
 */
function nullableToType(schema: Mapping): Mapping {
  const { nullable, "x-nullable": vendorNullable, ...rest } = schema;
  if (nullable !== true && vendorNullable !== true) return rest;
  if (typeof rest.type === "string") {
    rest.type = [rest.type, "null"];
    if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null];
    return rest;
  }
  const combines = COMBINING.some((keyword) => rest[keyword] !== undefined);
  if (combines) return { anyOf: [rest, ONLY_NULL] };
  if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null];
  return rest;
}

/** Not `type: null`, which a document may have itself: violations of the other alternative are then reported alone. */
const ONLY_NULL = { enum: [null] };

const COMBINING = ["$ref", "allOf", "anyOf", "oneOf", "not"];
