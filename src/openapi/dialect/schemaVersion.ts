import { isMapping, type Mapping } from "../document/node.ts";
import { FORMAT_LIMITS } from "./formatLimits.ts";

/** What a document says of the schemas in it. */
export interface SchemaVersion {
  /** 3.2 is compiled as 3.1. */
  version: "2.0" | "3.0" | "3.1";
  /** Whether it names their dialect (`jsonSchemaDialect`). */
  hasDialect: boolean;
}

/**
 * A schema object of OpenAPI with its keywords brought to JSON Schema 2020-12. Only the object itself is changed, not
 * the schemas in it.
 *
 * Where the document names no dialect of its own, a schema means what Prism takes it to mean, in every version of
 * OpenAPI: draft-07, so that what JSON Schema learned later is no keyword, with `nullable`, `x-nullable`, `example`,
 * `x-example` and boolean exclusive limits; and formats of numbers are limits.
 */
export function upgradeSchema({ version, hasDialect }: SchemaVersion, schema: Mapping): Mapping {
  if (hasDialect) return nullableToType(modernise(schema));
  const plain = exampleToExamples(version, without(schema, LATER));
  return modernise(exclusiveToNumber(nullableToType(formatToLimits(plain))));
}

/** What came after draft-07. */
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

/** A single example comes before a list; before 3.1 that is no keyword, but meant as one. */
function exampleToExamples(
  version: SchemaVersion["version"],
  { "x-example": vendor, example, examples, ...rest }: Mapping,
): Mapping {
  const single = example === undefined ? vendor : example;
  if (single !== undefined) return { ...rest, examples: [single] };
  const isListed = Array.isArray(examples) || (version === "3.1" && examples !== undefined);
  return isListed ? { ...rest, examples } : rest;
}

/** `int32` and the like as the limits that they are, and the names of encodings by their keywords. */
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

/** What JSON Schema renamed on its way to 2020-12. */
function modernise(schema: Mapping): Mapping {
  const { items, additionalItems, dependencies, discriminator, type, ...rest } = schema;
  // Without quotes YAML reads the type null as a null. Swagger's `file` is no type: it says nothing of a value.
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
 * `nullable` (3.0) and `x-nullable` (2.0) allow null beside a `type`, whatever else the schema says. By the letter of
 * 3.0.3 a `nullable` without `type` means nothing, but those who write it beside a reference or a combination mean
 * that null is allowed, and most tools read it so.
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

/** Not by its type, to tell it from what documents write: a value that is neither is told only what it lacks otherwise. */
const ONLY_NULL = { enum: [null] };

const COMBINING = ["$ref", "allOf", "anyOf", "oneOf", "not"];
