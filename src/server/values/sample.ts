import type { RouteTable, Schema } from "../../openapi/table/table.ts";
import { createPlace, enter, type Place } from "../schemas/place.ts";
import { isSchema, isSchemaObject, type SchemaObject } from "../schemas/schemas.ts";
import { mergeDeep } from "./mergeDeep.ts";
import { sampleNumber, sampleText } from "./sampleScalar.ts";

/** The parts of a table that determine its schemas. */
export type SchemaTable = Pick<RouteTable, "schemas" | "generator">;

/** Deepest nesting of objects and lists in a sample. */
const DEEPEST = 15;
/** The most schemas that are visited for one sample. */
const MOST_SCHEMAS = 2_500;

/** A sample needs too many visits of schemas. */
export class SchemaTooComplex extends Error {}

/**
 * Returns the value that Prism makes from a schema if there is no example (its "static response generation"). It is the
 * same each time, and has all properties, required or not. It may be invalid: patterns and multiples are ignored, and
 * the first alternative of `oneOf` or `anyOf` is used without the keywords beside it. Returns undefined if there is no
 * value.
 *
 * @throws SchemaTooComplex
 */
export function sample(schema: Schema, table: SchemaTable): unknown {
  const sampling = { table, left: MOST_SCHEMAS };
  return visit(schema, { place: createPlace(), repeated: false }, sampling).value;
}

interface Sampling {
  table: SchemaTable;
  /** Number of visits that are left. */
  left: number;
}

/** The place of a schema. */
interface At {
  /** Number of objects and lists around it; undefined at the root, and also beside an `allOf`. */
  depth?: number;
  /** Name of the property that it describes. */
  property?: string;
  place: Place;
  /** Whether it is in a shared schema that is visited again from inside itself. Prism uses these without changes. */
  repeated: boolean;
}

interface Sample {
  value: unknown;
  /** As far as it is known. To the members of an `allOf` null says that there is none, undefined that it is open. */
  type: unknown;
}

function visit(given: Schema, at: At, sampling: Sampling): Sample {
  const { table } = sampling;
  if (--sampling.left === 0) throw new SchemaTooComplex();
  const entered = enter(given, at.place, table.schemas);
  const isTooDeep = (at.depth ?? 0) > DEEPEST;
  if (!("again" in entered)) {
    const { schema, place } = entered;
    const isWithin = at.repeated && place !== at.place;
    if (isTooDeep || (isWithin && place.isOpen)) return nothing(schema);
    if (isWithin) place.isOpen = true;
    const sampled = visitEntered(schema, { ...at, place }, sampling);
    if (isWithin) place.isOpen = false;
    return sampled;
  }

  const { again } = entered;
  if (isTooDeep || again.name === undefined) return { value: undefined, type: undefined };
  const inner = enter(table.schemas[again.name] ?? true, again, table.schemas);
  const schema = "schema" in inner ? inner.schema : true;
  if (again.isOpen) return nothing(schema);
  if (--sampling.left === 0) throw new SchemaTooComplex();
  again.isOpen = true;
  const place = "place" in inner ? inner.place : again;
  const sampled = visitEntered(schema, { ...at, place, repeated: true }, sampling);
  again.isOpen = false;
  return sampled;
}

/** The sample of a schema that must not be entered. */
function nothing(schema: Schema): Sample {
  const type = isSchemaObject(schema) ? impliedType(schema) : undefined;
  return { value: type === "object" ? {} : type === "array" ? [] : undefined, type: undefined };
}

/** @param schema has no reference */
function visitEntered(schema: Schema, at: At, sampling: Sampling): Sample {
  if (!isSchemaObject(schema)) return { value: null, type: null };
  const { allOf, oneOf, anyOf, if: condition, then: consequence } = schema;
  const [example] = Array.isArray(schema.examples) ? schema.examples : [];
  const shown = at.repeated ? example : schema.example;
  if (shown !== undefined) return { value: shown, type: schema.type };
  if (Array.isArray(allOf)) return visitAllOf(schema, allOf.filter(isSchema), at, sampling);
  for (const alternatives of [oneOf, anyOf]) {
    const first = Array.isArray(alternatives) ? alternatives.find(isSchemaObject) : undefined;
    if (first !== undefined) return visit(first, at, sampling);
  }
  if (isSchemaObject(condition) && isSchemaObject(consequence)) {
    const both = mergeDeep([condition, consequence]);
    return visit({ ...both }, at, sampling);
  }
  const [choice] = Array.isArray(schema.enum) ? schema.enum : [];
  const stated = [schema.default, schema.const, choice, example].find(
    (value) => value !== undefined,
  );
  if (stated !== undefined) return { value: stated, type: null };
  const type = impliedType(schema);
  return { value: made(schema, type, at, sampling), type };
}

function visitAllOf(
  { allOf: _, ...own }: SchemaObject,
  members: Schema[],
  at: At,
  sampling: Sampling,
): Sample {
  const { place, repeated } = at;
  const whole = visit(own, { place, repeated }, sampling);
  let { type } = whole;
  const values: unknown[] = [];
  for (const member of members) {
    const entered = enter(member, place, sampling.table.schemas);
    // A member without a type has the type of the members before it.
    const sampled =
      "schema" in entered && isSchemaObject(entered.schema)
        ? visit({ type, ...entered.schema }, { ...at, place: entered.place }, sampling)
        : visit(member, at, sampling);
    type = sampled.type || type || sampled.type;
    if (sampled.value !== null && sampled.value !== undefined) values.push(sampled.value);
  }
  if (type !== "object") return { value: values.at(-1) ?? whole.value, type };
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  return { value: mergeDeep([whole.value, ...values].filter(isObject)), type };
}

function made(schema: SchemaObject, type: unknown, at: At, sampling: Sampling): unknown {
  switch (type) {
    case "object":
      return madeObject(schema, at, sampling);
    case "array":
      return madeArray(schema, at, sampling);
    case "string":
      return sampleText(schema, at.property);
    case "integer":
    case "number":
      return sampleNumber(schema, at.repeated);
    case "boolean":
      return true;
    default:
      return null;
  }
}

function madeObject(schema: SchemaObject, at: At, sampling: Sampling): unknown {
  const { place, repeated } = at;
  const inner = { depth: (at.depth ?? 1) + 1, place, repeated };
  const properties = isSchemaObject(schema.properties) ? schema.properties : {};
  const entries = Object.entries(properties).flatMap(([property, value]) =>
    isSchema(value) ? [[property, visit(value, { ...inner, property }, sampling).value]] : [],
  );
  const others = schema.additionalProperties;
  if (isSchemaObject(others)) {
    for (const name of ["property1", "property2"]) {
      entries.push([name, visit(others, inner, sampling).value]);
    }
  }
  return Object.fromEntries(entries);
}

function madeArray(schema: SchemaObject, at: At, sampling: Sampling): unknown[] {
  const { place, repeated } = at;
  const inner = { depth: (at.depth ?? 1) + 1, place, repeated };
  const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : undefined;
  const item = [schema.items, schema.contains].find((one) => one && isSchema(one));
  if (tuple === undefined && item === undefined) return [];
  const most = typeof schema.maxItems === "number" ? schema.maxItems : Number.POSITIVE_INFINITY;
  const length = Math.max(Math.min(most, Number(schema.minItems ?? 0) || 1), tuple?.length ?? 0);
  const made: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const one = tuple?.[i] ?? item;
    made.push(visit(isSchema(one) ? one : {}, inner, sampling).value);
  }
  return made;
}

/** Returns the first type that a schema names. Without types, the keywords of the schema decide. */
function impliedType(schema: SchemaObject): unknown {
  const { type } = schema;
  if (type !== undefined) return Array.isArray(type) ? type[0] : type;
  const implied = IMPLYING.find(([, keywords]) => keywords.some((keyword) => keyword in schema));
  return implied?.[0] ?? null;
}

/** Types and their keywords, in the order in which they are tried. */
const IMPLYING: [string, string[]][] = [
  ["number", ["multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"]],
  ["string", ["maxLength", "minLength", "pattern"]],
  ["array", ["items", "prefixItems", "maxItems", "minItems", "uniqueItems"]],
  [
    "object",
    [
      "maxProperties",
      "minProperties",
      "required",
      "additionalProperties",
      "properties",
      "patternProperties",
      "dependentRequired",
      "dependentSchemas",
    ],
  ],
];
