import fc from "fast-check";

import type { Schema } from "../../src/openapi/table/table.ts";

/** Schemas of all kinds that a value can be made for. */
export function schemas(): fc.Arbitrary<Schema> {
  const small = fc.integer({ min: -20, max: 20 });
  const range = fc.tuple(small, fc.integer({ min: 1, max: 20 }));
  const scalar: fc.Arbitrary<Schema> = fc.oneof(
    range.map(([low, width]) => ({ type: "integer", minimum: low, maximum: low + width })),
    range.map(([low, width]) => ({
      type: "number",
      exclusiveMinimum: low,
      exclusiveMaximum: low + width,
    })),
    fc.record({ type: fc.constant("number"), maximum: small }),
    fc.record({
      type: fc.constant("integer"),
      minimum: small,
      multipleOf: fc.constantFrom(2, 3, 5),
    }),
    fc.record({
      type: fc.constant("string"),
      minLength: fc.nat(20),
      maxLength: fc.integer({ min: 20, max: 30 }),
    }),
    fc.record({
      type: fc.constant("string"),
      pattern: fc.constantFrom(
        "^[A-Z]{2}-\\d{4,}$",
        "^(a|b)+$",
        "^tok_\\w*$",
        "^.*\\.(png|jpe?g)$",
      ),
      minLength: fc.nat(10),
    }),
    fc.record({
      type: fc.constant("string"),
      format: fc.constantFrom(
        "date",
        "time",
        "date-time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "url",
        "uri-reference",
        "uri-template",
        "uuid",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "byte",
      ),
    }),
    fc.record({ type: fc.constantFrom("boolean", "null") }),
    fc.record({ enum: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
  );
  const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.dictionary(fc.constantFrom("a", "b", "c"), tie("schema")).chain((properties) =>
        fc.record({
          type: fc.constant("object"),
          properties: fc.constant(properties),
          required: fc.subarray(Object.keys(properties)),
        }),
      ),
      fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: fc.nat(3) }),
      fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ allOf: fc.tuple(tie("schema")) }),
    ),
  }));
  return schema;
}
