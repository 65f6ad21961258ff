import { isMapping, type Mapping } from "./node.ts";

/**
 * A schema object of OpenAPI 2.0, 3.0 or 3.1 with its keywords brought to JSON Schema 2020-12. Only the object itself
 * is changed, not the schemas in it.
 */
export function upgradeSchema(version: "2.0" | "3.0" | "3.1", schema: Mapping): Mapping {
  const upgraded = modernise(exampleToExamples(version, schema));
  return version === "3.1" ? upgraded : nullableToType(exclusiveToNumber(fileToString(upgraded)));
}

function exampleToExamples(version: string, schema: Mapping): Mapping {
  const { example, examples, ...rest } = schema;
  const listed = Array.isArray(examples) && examples.length > 0;
  if (example !== undefined && !listed) return { ...rest, examples: [example] };
  // Before 3.1 `examples` is no keyword of a schema; where it looks like one it is meant as one.
  return examples !== undefined && (listed || version === "3.1") ? { ...rest, examples } : rest;
}

/** What JSON Schema renamed on its way to 2020-12. */
function modernise(schema: Mapping): Mapping {
  const { items, additionalItems, dependencies, discriminator, type, ...rest } = schema;
  // Without quotes YAML reads the type null as a null.
  if (type !== undefined) rest.type = Array.isArray(type) ? type.map(typeName) : typeName(type);
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

function fileToString(schema: Mapping): Mapping {
  return schema.type === "file" ? { ...schema, type: "string", format: "binary" } : schema;
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
 * `nullable` (3.0) and `x-nullable` (2.0). By the letter of 3.0.3 an `enum` must list null by itself and a `nullable`
 * without `type` means nothing, but those who write them mean that null is allowed, and most tools read them so.
 */
function nullableToType(schema: Mapping): Mapping {
  const { nullable, "x-nullable": vendorNullable, ...rest } = schema;
  if (nullable !== true && vendorNullable !== true) return rest;
  if (["allOf", "anyOf", "oneOf", "not"].some((keyword) => rest[keyword] !== undefined)) {
    return { anyOf: [rest, { type: "null" }] };
  }
  if (typeof rest.type === "string") rest.type = [rest.type, "null"];
  if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null];
  return rest;
}
