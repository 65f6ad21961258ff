import type { Schema } from "../../../openapi/table/table.ts";
import { patternFor } from "../../schemas/patternFor.ts";
import { isSchema, isSchemaObject } from "../../schemas/schemas.ts";
import type { Conjunction } from "./conjunction.ts";

/** What a conjunction says about the properties of an object. */
export interface ObjectPlan {
  /** The named properties that exist on this side, in the order of the schemas. */
  properties: readonly Property[];
  /** Names of the required properties that exist on this side. */
  required: ReadonlySet<string>;
  /** Those of them that no schema describes by name. */
  undescribed: readonly string[];
  least: number;
  most: number;
  /** The properties that each property requires. */
  dependents: ReadonlyMap<string, readonly string[]>;
  /** Patterns of names with their own schemas. */
  patterns: readonly string[];
  /** The schema of names; true if every name is allowed. */
  names: Schema;
  /** Whether a schema describes properties without a name. */
  isMap: boolean;
  /** Returns the schema of a property by its name; false if there must be none. */
  schemaOf(name: string): Schema;
}

export interface Property {
  name: string;
  /** False if an object must not have the property. */
  schema: Schema;
  isRequired: boolean;
}

/** @param isHidden whether a property exists only on the other side */
export function objectPlan(
  { parts }: Conjunction,
  isHidden: (schema: Schema) => boolean,
): ObjectPlan {
  const schemas = parts.map(({ schema }) => schema);
  const named = new Set<string>();
  const required = new Set<string>();
  const dependents = new Map<string, string[]>();
  for (const { properties, required: needed, dependentRequired } of schemas) {
    if (isSchemaObject(properties)) for (const name of Object.keys(properties)) named.add(name);
    for (const name of textsOf(needed)) required.add(name);
    if (!isSchemaObject(dependentRequired)) continue;
    for (const [name, others] of Object.entries(dependentRequired)) {
      dependents.set(name, [...(dependents.get(name) ?? []), ...textsOf(others)]);
    }
  }
  const described = describer(parts);
  const numbers = (keyword: string) =>
    schemas.map((schema) => schema[keyword]).filter((value) => typeof value === "number");
  const all = [...named].map((name) => ({
    name,
    schema: described(name),
    isRequired: required.has(name),
  }));
  const hidden = all.filter(({ schema }) => isHidden(schema));
  for (const { name } of hidden) required.delete(name);
  return {
    required,
    properties: all.filter(({ schema }) => !isHidden(schema)),
    undescribed: [...required].filter((name) => !named.has(name)),
    least: Math.max(0, ...numbers("minProperties")),
    most: Math.min(Number.POSITIVE_INFINITY, ...numbers("maxProperties")),
    dependents,
    patterns: schemas.flatMap(({ patternProperties: patterns }) =>
      isSchemaObject(patterns) ? Object.keys(patterns) : [],
    ),
    names: allOf(schemas.map((schema) => schema.propertyNames).filter(isSchema)),
    isMap: schemas.some((schema) => isSchemaObject(schema.additionalProperties)),
    schemaOf: (name) => {
      const schema = described(name);
      return isHidden(schema) ? false : schema;
    },
  };
}

/** Returns a function for the schema of a property by all parts of a conjunction. */
function describer(parts: Conjunction["parts"]): (name: string) => Schema {
  return (name) => {
    const found: Schema[] = [];
    const rest: Schema[] = [];
    for (const { schema } of parts) {
      const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
      const before = found.length;
      if (isSchemaObject(properties) && Object.hasOwn(properties, name)) {
        const own = properties[name];
        if (isSchema(own)) found.push(own);
      }
      if (isSchemaObject(patternProperties)) {
        for (const [pattern, described] of Object.entries(patternProperties)) {
          if (isSchema(described) && patternFor(pattern).test(name)) found.push(described);
        }
      }
      if (found.length > before) continue;
      if (isSchema(additionalProperties)) found.push(additionalProperties);
      else if (isSchema(unevaluatedProperties)) rest.push(unevaluatedProperties);
    }
    return allOf(found.length === 0 ? rest : found);
  };
}

/** Returns the schema of values that match all schemas. */
export function allOf(schemas: readonly Schema[]): Schema {
  if (schemas.includes(false)) return false;
  const different = [...new Set(schemas)].filter((schema) => schema !== true);
  const [only] = different;
  if (only === undefined) return true;
  return different.length === 1 ? only : { allOf: different };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
