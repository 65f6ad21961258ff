import type { Schema } from "../../../openapi/table/table.ts";
import {
  isSchema,
  isSchemaObject,
  referenceName,
  type SchemaObject,
  type SharedSchemas,
} from "../../schemas/schemas.ts";

/** Negations inside of negations: of a property's schema, of that of its items, and so on. */
const DEEPEST = 4;
/** The most negations of one schema. */
const MOST = 40;

/**
 * Returns schemas that say what a value may be that does not match a schema, the least intrusive first: without a
 * property, with another value of a property, with one more property, of another type.
 */
export function negations(schema: Schema, shared: SharedSchemas, depth = 0): Schema[] {
  if (typeof schema === "boolean") return schema ? [] : [true];
  if (depth > DEEPEST) return [];
  const inner = (other: unknown): Schema[] =>
    isSchema(other) ? negations(other, shared, depth + 1) : [];
  const name = referenceName(schema);
  return [
    ...(name === undefined ? [] : inner(shared[name])),
    ...schemasOf(schema.allOf).flatMap(inner),
    ...namesOf(schema.required).map((required) => ({
      type: "object",
      properties: { [required]: false },
    })),
    ...propertyNegations(schema, inner),
    ...combinedNegations(schema, inner),
    ...listNegations(schema, inner),
    ...limitNegations(schema),
    ...typeNegations(schema),
  ].slice(0, MOST);
}

type Inner = (schema: unknown) => Schema[];

function propertyNegations(schema: SchemaObject, inner: Inner): Schema[] {
  const { properties, additionalProperties: others, propertyNames, dependentRequired } = schema;
  const named = isSchemaObject(properties) ? Object.entries(properties) : [];
  const stated = named.map(([name, property]) => [name, inner(property)] as const);
  return [
    ...stated.flatMap(([name, negated]) => negated.slice(0, 6).map((one) => having(name, one))),
    ...(others === undefined ? [] : inner(others).map((one) => having(NEW_NAME, one))),
    ...(propertyNames === undefined ? [] : [having(NEW_NAME, true)]),
    ...(isSchemaObject(dependentRequired)
      ? Object.entries(dependentRequired).flatMap(([name, needed]) =>
          namesOf(needed).map((one) => ({
            type: "object",
            required: [name],
            properties: { [one]: false },
          })),
        )
      : []),
  ];
}

/** A name that a schema is unlikely to describe. */
const NEW_NAME = "additional property";

function having(name: string, schema: Schema): Schema {
  return { type: "object", required: [name], properties: { [name]: schema } };
}

function combinedNegations(schema: SchemaObject, inner: Inner): Schema[] {
  const { anyOf, oneOf, not, if: condition, then, else: otherwise } = schema;
  const none = (alternatives: unknown): Schema[] => {
    const schemas = schemasOf(alternatives);
    return schemas.length === 0 ? [] : [{ allOf: schemas.map((one) => ({ not: one })) }];
  };
  return [
    ...none(anyOf),
    ...none(oneOf),
    ...(isSchema(not) ? [not] : []),
    ...(isSchema(condition) && isSchema(then)
      ? inner(then).map((one) => ({ allOf: [condition, one] }))
      : []),
    ...(isSchema(condition) && isSchema(otherwise)
      ? inner(otherwise).map((one) => ({ allOf: [{ not: condition }, one] }))
      : []),
  ];
}

function listNegations(schema: SchemaObject, inner: Inner): Schema[] {
  const { items, prefixItems, contains, uniqueItems } = schema;
  return [
    ...schemasOf(prefixItems).flatMap((item, i) =>
      inner(item).map((one) => ({
        type: "array",
        prefixItems: [...Array(i).fill(true), one],
        minItems: i + 1,
      })),
    ),
    ...(items === undefined
      ? []
      : inner(items).map((one) => ({
          type: "array",
          minItems: schemasOf(prefixItems).length + 1,
          contains: one,
        }))),
    ...(isSchema(contains) ? [{ type: "array", items: { not: contains } }] : []),
    ...(uniqueItems === true ? [{ type: "array", minItems: 2, items: { const: null } }] : []),
  ];
}

/** The negation of each limit is a limit on the other side of it. */
function limitNegations(schema: SchemaObject): Schema[] {
  const limit = (
    keyword: string,
    negate: (value: number) => Record<string, unknown> | undefined,
  ): Schema[] => {
    const value = schema[keyword];
    const negated = typeof value === "number" ? negate(value) : undefined;
    return negated === undefined ? [] : [negated];
  };
  const counted = (type: string, noun: string) => [
    ...limit(`max${noun}`, (value) => ({ type, [`min${noun}`]: value + 1 })),
    ...limit(`min${noun}`, (value) =>
      value > 0 ? { type, [`max${noun}`]: value - 1 } : undefined,
    ),
  ];
  const negated = (keyword: string, type: string): Schema[] =>
    schema[keyword] === undefined ? [] : [{ type, not: { [keyword]: schema[keyword] } }];
  return [
    ...counted("string", "Length"),
    ...counted("array", "Items"),
    ...counted("object", "Properties"),
    ...limit("minimum", (value) => ({ type: "number", exclusiveMaximum: value })),
    ...limit("maximum", (value) => ({ type: "number", exclusiveMinimum: value })),
    ...limit("exclusiveMinimum", (value) => ({ type: "number", maximum: value })),
    ...limit("exclusiveMaximum", (value) => ({ type: "number", minimum: value })),
    ...negated("pattern", "string"),
    ...negated("format", "string"),
    ...negated("multipleOf", "number"),
  ];
}

function typeNegations(schema: SchemaObject): Schema[] {
  const { type, enum: choices } = schema;
  const types = [type].flat();
  const isNumeric = types.includes("number") || types.includes("integer");
  const others = TYPES.filter(
    (other) => !types.includes(other) && !(isNumeric && other === "number"),
  );
  return [
    ...(Array.isArray(choices) ? [valueNegation({ enum: choices }, choices)] : []),
    ...("const" in schema ? [valueNegation({ const: schema.const }, [schema.const])] : []),
    ...(type === undefined ? [] : [{ type: others }]),
    ...(types.includes("integer") && !types.includes("number")
      ? [{ type: "number", not: { type: "integer" } }]
      : []),
  ];
}

const TYPES = ["string", "number", "boolean", "object", "array", "null"];

/** A text that must be another one stays a text. */
function valueNegation(not: Schema, values: unknown[]): Schema {
  const isText = values.every((value) => typeof value === "string");
  return isText ? { type: "string", not } : { not };
}

function schemasOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
