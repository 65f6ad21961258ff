import type { Schema } from "../../openapi/table/table.ts";

/** The shared schemas of a document, by name. */
export type SharedSchemas = Record<string, Schema>;

export type SchemaObject = Exclude<Schema, boolean>;

/**
 * Returns all schemas that describe the same value as a schema: the schema itself, the target of its reference, and the
 * members of `allOf`, `anyOf` and `oneOf`, nearest first. Circular references are followed once.
 */
export function flatten(schema: Schema | undefined, shared: SharedSchemas): SchemaObject[] {
  const found = new Set<SchemaObject>();
  const visit = (part: unknown) => {
    if (!isSchemaObject(part) || found.has(part)) return;
    found.add(part);
    const name = referenceName(part);
    if (name !== undefined) visit(shared[name]);
    for (const keyword of ["allOf", "anyOf", "oneOf"]) {
      const members = part[keyword];
      if (Array.isArray(members)) members.forEach(visit);
    }
  };
  visit(schema);
  return [...found];
}

/** Returns the types that a schema allows, or an empty list if it does not restrict the type. */
export function typesOf(parts: SchemaObject[]): Set<string> {
  const types = new Set<string>();
  for (const part of parts) {
    const type = part.type;
    for (const name of Array.isArray(type) ? type : [type]) {
      if (typeof name === "string") types.add(name);
    }
    if (type !== undefined) continue;
    if (part.properties !== undefined) types.add("object");
    if (part.items !== undefined) types.add("array");
    const values = Array.isArray(part.enum) ? part.enum : [part.const];
    for (const value of values) if (value !== undefined) types.add(typeOf(value));
  }
  return types;
}

/** Returns the schemas of an object's properties, by name. */
export function propertiesOf(parts: SchemaObject[]): Map<string, Schema> {
  const properties = new Map<string, Schema>();
  for (const part of parts) {
    const own = part.properties;
    if (!isSchemaObject(own)) continue;
    for (const [name, schema] of Object.entries(own)) {
      if (isSchema(schema) && !properties.has(name)) properties.set(name, schema);
    }
  }
  return properties;
}

/** Returns the schema of an array's items, or of an object's additional properties. */
export function subschema(
  parts: SchemaObject[],
  keyword: "items" | "additionalProperties",
): Schema | undefined {
  return parts.map((part) => part[keyword]).find(isSchema);
}

/** Returns the name in `#/schemas/<name>`, which needs no unescaping. */
export function referenceName(schema: SchemaObject): string | undefined {
  const { $ref } = schema;
  return typeof $ref === "string" ? /^#\/schemas\/([^/]+)$/.exec($ref)?.[1] : undefined;
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === "boolean" || isSchemaObject(value);
}

export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the type of a value in JSON Schema. A whole number is a number too, not an integer. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}
