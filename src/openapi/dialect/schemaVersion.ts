import { isMapping, type Mapping } from "../document/node.ts";
import { FORMAT_LIMITS } from "./formatLimits.ts";

/** What determines the meaning of the schemas in a document. */
export interface SchemaVersion {
  /** 3.2 is compiled as 3.1. */
  version: "2.0" | "3.0" | "3.1";
  /** Whether the document names the dialect of its schemas (`jsonSchemaDialect`). */
  hasDialect: boolean;
}

/**
 * Returns a schema object of OpenAPI with the keywords of JSON Schema 2020-12. The schemas inside it are not changed.
 *
 * If the document names no dialect, a schema means what Prism takes it to mean, in every version of OpenAPI: draft-07
 * (later keywords are ignored), with `nullable`, `x-nullable`, `example`, `x-example` and boolean exclusive limits; and
 * formats of numbers are limits.
 */
export function upgradeSchema({ version, hasDialect }: SchemaVersion, schema: Mapping): Mapping {
  if (hasDialect) return nullableToType(modernise(schema));
  const plain = exampleToExamples(version, without(schema, LATER));
  return modernise(exclusiveToNumber(nullableToType(formatToLimits(plain))));
}

/** Keywords that draft-07 does not have. */
const LATER = [
  "prefixItems",
  "dependentRequired",
  "dependentSchemas",
  "unevaluatedItems",
  "unevaluatedProperties",
  "minContains",
  "maxContains",
  "contentSchema",
];

function without(schema: Mapping, keywords: string[]): Mapping {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)),
  );
}

/** A single example comes before a list. Before 3.1 the list is not a keyword, but it is meant as one. */
function exampleToExamples(
  version: SchemaVersion["version"],
  { "x-example": vendor, example, examples, ...rest }: Mapping,
): Mapping {
  const single = example === undefined ? vendor : example;
  if (single !== undefined) return { ...rest, examples: [single] };
  const isListed = Array.isArray(examples) || (version === "3.1" && examples !== undefined);
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
  return {
    ...schema,
    minimum: Math.max(numberOr(low, schema.minimum), low),
    maximum: Math.min(numberOr(high, schema.maximum), high),
  };
}

function numberOr(fallback: number, value: unknown): number {
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
