import type { Schema } from "../../openapi/table/table.ts";
import { flatten, isSchema, isSchemaObject, referenceName, type SharedSchemas } from "./schemas.ts";

/** How a value is written outside JSON: as one text, as the texts of a list, or as those of an object. */
export type Shape = "text" | "list" | "object";

/**
 * Returns the shapes of the values that a schema allows, wherever its types are: in `$ref`, `allOf`, `anyOf` and `oneOf`
 * as well. A schema without a type has the shapes that its other keywords describe, or else is a text.
 */
export function shapesOf(schema: Schema, shared: SharedSchemas): ReadonlySet<Shape> {
  const allowed = allowedShapes(schema, shared, new Set());
  if (allowed !== undefined) return allowed.size === 0 ? TEXT : allowed;
  const parts = flatten(schema, shared);
  const described = new Set<Shape>();
  if (parts.some((part) => LIST.some((keyword) => keyword in part))) described.add("list");
  if (parts.some((part) => OBJECT.some((keyword) => keyword in part))) described.add("object");
  return described.size === 0 ? TEXT : described;
}

const TEXT: ReadonlySet<Shape> = new Set(["text"]);

const LIST = ["items", "prefixItems"];
const OBJECT = ["properties", "additionalProperties", "patternProperties"];

/** Returns undefined for a schema that allows every type. Null has no shape. */
function allowedShapes(
  schema: unknown,
  shared: SharedSchemas,
  within: ReadonlySet<string>,
): Set<Shape> | undefined {
  if (!isSchemaObject(schema)) return undefined;
  const found: (Set<Shape> | undefined)[] = [];
  if (schema.type !== undefined) found.push(shapesOfTypes([schema.type].flat()));
  if (Array.isArray(schema.enum)) found.push(shapesOfValues(schema.enum));
  if ("const" in schema) found.push(shapesOfValues([schema.const]));
  const name = referenceName(schema);
  if (name !== undefined && !within.has(name)) {
    found.push(allowedShapes(shared[name], shared, new Set([...within, name])));
  }
  const inner = (keyword: string) => {
    const members: unknown = schema[keyword];
    return Array.isArray(members)
      ? members.filter(isSchema).map((member) => allowedShapes(member, shared, within))
      : [];
  };
  found.push(...inner("allOf"), union(inner("anyOf")), union(inner("oneOf")));
  return intersection(found.filter((shapes) => shapes !== undefined));
}

function union(alternatives: (Set<Shape> | undefined)[]): Set<Shape> | undefined {
  if (alternatives.length === 0) return undefined;
  const shapes = new Set<Shape>();
  for (const alternative of alternatives) {
    if (alternative === undefined) return undefined;
    for (const shape of alternative) shapes.add(shape);
  }
  return shapes;
}

function intersection(all: Set<Shape>[]): Set<Shape> | undefined {
  const [first, ...others] = all;
  return first && new Set([...first].filter((shape) => others.every((other) => other.has(shape))));
}

function shapesOfTypes(types: unknown[]): Set<Shape> {
  return new Set(types.filter((type) => type !== "null").map(shapeOfType));
}

function shapesOfValues(values: unknown[]): Set<Shape> {
  const types = values.map((value) => (Array.isArray(value) ? "array" : typeof value));
  return shapesOfTypes(types.filter((_, i) => values[i] !== null));
}

function shapeOfType(type: unknown): Shape {
  if (type === "array") return "list";
  return type === "object" ? "object" : "text";
}
