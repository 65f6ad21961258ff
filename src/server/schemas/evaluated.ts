import { patternFor } from "./patternFor.ts";
import { isSchemaObject, type SchemaObject } from "./schemas.ts";

/** A list, or an object. */
export type Container = Record<string, unknown> | unknown[];

/** How the schemas of a validator are used outside of it. */
export interface Validity {
  isValid(schema: unknown, value: unknown): boolean;
  /** Returns the schema that a `$ref` leads to. */
  follow(ref: string): unknown;
}

/**
 * Returns the keys of a container that the keywords of a schema evaluate, indexes as text: those to which it applies a
 * schema, by itself or by schemas that describe the same container (JSON Schema 2020-12, 11). The container must be
 * valid. The schema's own `unevaluatedItems` and `unevaluatedProperties` do not count.
 */
export function evaluatedKeys(
  schema: SchemaObject,
  value: Container,
  validity: Validity,
): Set<string> {
  const found = new Set<string>();
  const visit = (at: unknown): void => {
    if (!isSchemaObject(at)) return;
    if ("unevaluatedItems" in at && Array.isArray(value)) addAll();
    if ("unevaluatedProperties" in at && !Array.isArray(value)) addAll();
    visitKeywords(at);
  };
  const addAll = () => {
    for (const key of Object.keys(value)) found.add(key);
  };
  const visitKeywords = (at: SchemaObject): void => {
    for (const key of Object.keys(value)) if (isDescribed(at, key, value, validity)) found.add(key);
    for (const applied of appliedSchemas(at, value, validity)) visit(applied);
  };
  visitKeywords(schema);
  return found;
}

/** Whether a schema itself applies a schema to the value of a key. */
function isDescribed(
  schema: SchemaObject,
  key: string,
  value: Container,
  validity: Validity,
): boolean {
  if (Array.isArray(value)) {
    const { prefixItems, items, contains } = schema;
    const isInPrefix = Array.isArray(prefixItems) && Number(key) < prefixItems.length;
    return (
      isInPrefix ||
      items !== undefined ||
      (contains !== undefined && validity.isValid(contains, value[Number(key)]))
    );
  }
  const { properties, patternProperties, additionalProperties } = schema;
  if (additionalProperties !== undefined) return true;
  if (isSchemaObject(properties) && Object.hasOwn(properties, key)) return true;
  const patterns = Object.keys(isSchemaObject(patternProperties) ? patternProperties : {});
  return patterns.some((pattern) => patternFor(pattern).test(key));
}

/** Returns the schemas within a schema that describe the same value, and that the value matches. */
function appliedSchemas(
  schema: SchemaObject,
  value: Container,
  { isValid, follow }: Validity,
): unknown[] {
  const { $ref, allOf, anyOf, oneOf, dependentSchemas } = schema;
  const isMet = schema.if !== undefined && isValid(schema.if, value);
  const dependent = Object.entries(isSchemaObject(dependentSchemas) ? dependentSchemas : {});
  return [
    ...(typeof $ref === "string" ? [follow($ref)] : []),
    ...listOf(allOf),
    ...[...listOf(anyOf), ...listOf(oneOf)].filter((member) => isValid(member, value)),
    ...(isMet ? [schema.if, schema.then] : schema.if === undefined ? [] : [schema.else]),
    ...dependent.flatMap(([name, member]) => (Object.hasOwn(value, name) ? [member] : [])),
  ];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
