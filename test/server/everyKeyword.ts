import fc from "fast-check";

import type { Schema } from "../../src/openapi/table/table.ts";

/** A schema, and the shared schemas that it and they refer to. */
export interface Generated {
  schema: Schema;
  shared: Record<string, Schema>;
}

const NAMES = ["a", "b", "c", "d"];
const SHARED = ["Base", "Other", "Kind"];

/**
 * Schemas with references to shared bases, several members of `allOf`, and every keyword that may restrict a value. Many
 * allow no value at all; the caller leaves those out.
 */
export function everyKeyword(): fc.Arbitrary<Generated> {
  const inner = fc.oneof(scalars(), objects(scalars()), lists(scalars()));
  const schema = fc.oneof(objects(inner), objects(inner), lists(inner), scalars());
  const base = fc.record({
    type: fc.constant("object"),
    properties: fc.dictionary(fc.constantFrom(...NAMES), scalars(), { maxKeys: 3 }),
    required: fc.subarray(["a", "b"]),
  });
  const kinds = fc.tuple(base, base).map(
    ([one, two]): Schema => ({
      oneOf: [
        { ...one, properties: { ...one.properties, kind: { const: "one" } }, required: ["kind"] },
        { ...two, properties: { ...two.properties, kind: { const: "two" } }, required: ["kind"] },
      ],
    }),
  );
  return fc.record({
    schema,
    shared: fc.record({ Base: base, Other: objects(scalars()), Kind: kinds }).map((shared) => ({
      ...shared,
      // A shared schema must not lead back to itself for the same value.
      Other: withoutReferences(shared.Other),
    })),
  });
}

function withoutReferences(schema: Schema): Schema {
  const text = JSON.stringify(schema).replaceAll(/#\/schemas\/(Other|Kind)/g, "#/schemas/Base");
  return JSON.parse(text);
}

function scalars(): fc.Arbitrary<Schema> {
  const small = fc.integer({ min: -5, max: 5 });
  return fc.oneof(
    fc.record(
      {
        type: fc.constantFrom("integer", "number", ["integer", "null"], ["string", "number"]),
        minimum: small,
        exclusiveMaximum: small.map((value) => value + 8),
        multipleOf: fc.constantFrom(2, 3, 0.5),
        not: fc.record({ enum: fc.uniqueArray(small, { minLength: 1 }) }),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record(
      {
        type: fc.constant("string"),
        minLength: fc.nat(6),
        maxLength: fc.integer({ min: 6, max: 12 }),
        pattern: fc.constantFrom("^[a-z]+$", "\\d", "^(x|yy)", "^(?=.*[A-Z]).{4,}$", "^(a|b)\\1"),
        not: fc.record({ const: fc.constantFrom("string", "aaaaaa", "x") }),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record({
      type: fc.constant("string"),
      format: fc.constantFrom("date", "uuid", "email", "ipv4", "date-time", "uri"),
    }),
    fc.record({
      type: fc.constantFrom("string", "integer"),
      enum: fc.constant(["a", 1, null, "b", 4]),
    }),
    fc.constantFrom<Schema>({ type: "boolean" }, { const: "fixed" }, { type: "null" }, true, {}),
    fc.record({
      anyOf: fc.constant([{ type: "integer" }, { type: "string" }]),
      not: fc.constant({ type: "integer" }),
    }),
  );
}

function lists(schema: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  return fewOf({
    type: fc.constant("array"),
    items: schema,
    prefixItems: fc.array(schema, { minLength: 1, maxLength: 2 }),
    contains: fc.constantFrom<Schema>(
      { const: 7 },
      { type: "string" },
      { type: "integer", minimum: 2 },
    ),
    minContains: fc.nat(2),
    maxContains: fc.integer({ min: 2, max: 3 }),
    minItems: fc.nat(3),
    maxItems: fc.integer({ min: 3, max: 5 }),
    uniqueItems: fc.boolean(),
    unevaluatedItems: fc.constantFrom<Schema>(false, { type: "string" }),
  });
}

function objects(schema: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const name = fc.constantFrom(...NAMES);
  const reference = fc
    .constantFrom(...SHARED)
    .map((shared): Schema => ({ $ref: `#/schemas/${shared}` }));
  const properties = fc.dictionary(name, fc.oneof(schema, reference), { maxKeys: 4 });
  const part = fc.record(
    { properties, required: fc.uniqueArray(name, { maxLength: 2 }) },
    { requiredKeys: ["properties"] },
  );
  const condition = fc.oneof(
    fc.record({ required: fc.tuple(name) }),
    name.map((one): Schema => ({ properties: { [one]: { type: "string" } }, required: [one] })),
  );
  return fewOf({
    type: fc.constant("object"),
    properties,
    required: fc.uniqueArray(name, { maxLength: 2 }),
    additionalProperties: fc.oneof(fc.constant(false), schema),
    patternProperties: schema.map((value) => ({ "^x-[a-z]+$": value })),
    propertyNames: fc.constantFrom<Schema>({ pattern: "^[a-z]$" }, { maxLength: 3 }),
    minProperties: fc.nat(3),
    maxProperties: fc.integer({ min: 2, max: 5 }),
    dependentRequired: name.map((one) => ({ a: [one] })),
    dependentSchemas: part.map((value) => ({ b: value })),
    allOf: fc.array(fc.oneof(reference, part), { minLength: 1, maxLength: 3 }),
    anyOf: fc.array(fc.oneof(reference, part), { minLength: 1, maxLength: 3 }),
    oneOf: fc.array(fc.oneof(reference, part), { minLength: 2, maxLength: 3 }),
    not: condition,
    if: condition,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: part,
    else: part,
    unevaluatedProperties: fc.constantFrom<Schema>(false, { type: "integer" }),
  });
}

/** Schemas with the type and up to five of the other keywords. */
function fewOf(keywords: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Schema> {
  const { type = fc.constant("object"), ...others } = keywords;
  return fc.subarray(Object.keys(others), { maxLength: 5 }).chain((names) =>
    fc.record({
      type,
      ...Object.fromEntries(names.map((name) => [name, others[name] ?? fc.constant(true)])),
    }),
  );
}
