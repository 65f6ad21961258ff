import type { Evaluated, Matching } from "./matching.ts";
import { patternFor } from "./patternFor.ts";
import { isSchema, isSchemaObject, type SchemaObject } from "./schemas.ts";

/** Whether a value that is an object matches the keywords for objects. All other values do. */
export function matchesObject(
  schema: SchemaObject,
  value: unknown,
  matching: Matching,
  evaluated: Evaluated | undefined,
  absent: ReadonlySet<string>,
): boolean {
  if (!isSchemaObject(value)) return true;
  const names = Object.keys(value);
  const { minProperties, maxProperties, required, dependentRequired, propertyNames } = schema;
  if (typeof minProperties === "number" && names.length < minProperties) return false;
  if (typeof maxProperties === "number" && names.length > maxProperties) return false;
  const has = (name: unknown) => Object.hasOwn(value, String(name)) || absent.has(String(name));
  if (Array.isArray(required) && !required.every(has)) return false;
  if (isSchemaObject(dependentRequired)) {
    for (const [name, others] of Object.entries(dependentRequired)) {
      if (Object.hasOwn(value, name) && Array.isArray(others) && !others.every(has)) return false;
    }
  }
  if (isSchema(propertyNames) && !names.every((name) => matching.matches(propertyNames, name))) {
    return false;
  }
  return matchesProperties(schema, value, { matching, evaluated, absent });
}

interface Place {
  matching: Matching;
  evaluated: Evaluated | undefined;
  absent: ReadonlySet<string>;
}

function matchesProperties(
  schema: SchemaObject,
  value: Record<string, unknown>,
  { matching, evaluated, absent }: Place,
): boolean {
  const properties = isSchemaObject(schema.properties) ? schema.properties : {};
  const patterns = isSchemaObject(schema.patternProperties)
    ? Object.entries(schema.patternProperties)
    : [];
  const { additionalProperties: others, unevaluatedProperties: rest } = schema;
  for (const [name, inner] of Object.entries(value)) {
    let isDescribed = false;
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isSchema(own)) {
      if (!matching.matches(own, inner)) return false;
      isDescribed = !absent.has(name);
    }
    for (const [pattern, described] of patterns) {
      if (!isSchema(described) || !patternFor(pattern).test(name)) continue;
      if (!matching.matches(described, inner)) return false;
      isDescribed = true;
    }
    if (!isDescribed && isSchema(others)) {
      if (!matching.matches(others, inner)) return false;
      isDescribed = true;
    }
    if (!isDescribed && isSchema(rest) && evaluated?.names.has(name) !== true) {
      if (!matching.matches(rest, inner)) return false;
      isDescribed = true;
    }
    if (isDescribed) evaluated?.names.add(name);
  }
  return true;
}
