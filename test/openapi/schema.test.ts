import { describe, expect, test } from "vitest";
import { compiledSchema, compileFiles, document30, withSchema } from "./documents.ts";

const DIALECT = { jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema" };

describe("keywords", () => {
  test("of JSON Schema are kept, with the schemas in them; what only describes is not", () => {
    const schema = {
      type: "object",
      title: "T",
      description: "D",
      $comment: "C",
      externalDocs: {},
      "x-internal": true,
      "x-faker": "name.firstName",
      required: ["a"],
      properties: { a: { type: "string", description: "A", readOnly: true, writeOnly: false } },
      patternProperties: { "^x": { not: { type: "null" } } },
      additionalProperties: false,
      propertyNames: { pattern: "^a" },
      dependentRequired: { a: ["b"] },
      dependentSchemas: { a: { minProperties: 2 } },
      if: { const: 1 },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { maxProperties: 3 },
      else: true,
      unevaluatedProperties: { prefixItems: [{ contains: { type: "integer" }, minContains: 1 }] },
      example: 2,
      default: { title: "kept", description: "kept" },
      xml: { name: "t" },
    };
    const { title, description, $comment, externalDocs, "x-internal": internal, ...kept } = schema;
    expect(compiledSchema("3.1.0", schema, {}, DIALECT)).toEqual({
      schema: { ...kept, properties: { a: { type: "string", readOnly: true, writeOnly: false } } },
      schemas: {},
      problems: [],
    });
  });

  test("with values that JSON Schema does not allow are reported and left out", () => {
    const schema = {
      type: "date",
      required: true,
      maxLength: "3",
      minItems: -1,
      minimum: "0",
      multipleOf: 0,
      enum: [],
      pattern: "(?i)a",
      format: 1,
      uniqueItems: "yes",
      examples: {},
      properties: [],
      allOf: {},
      discriminator: {},
      dependentRequired: { a: "b" },
      items: 7,
    };
    const { schema: compiled, problems } = compiledSchema("3.1.0", schema, {}, DIALECT);
    expect(compiled).toEqual({ items: true });
    expect(problems.toSorted()).toEqual(
      [
        '"allOf": expected a list, received {}',
        '"properties": expected a mapping, received []',
        '"dependentRequired": expected a mapping of names to lists of names, received {"a":"b"}',
        '"discriminator": expected a mapping with "propertyName", received {}',
        '"enum": expected a list with at least one value, received []',
        '"examples": expected a list, received {}',
        '"format": expected text, received 1',
        '"maxLength": expected a whole number from 0, received "3"',
        '"minimum": expected a number, received "0"',
        '"minItems": expected a whole number from 0, received -1',
        '"multipleOf": expected a number above 0, received 0',
        '"pattern": expected a regular expression, received "(?i)a"',
        '"required": expected a list of names, received true',
        '"type": expected a JSON type, received "date"',
        '"uniqueItems": expected true or false, received "yes"',
        "expected a schema, received 7",
      ]
        .map((what) => `api.json:1: GET /a: ${what}.`)
        .toSorted(),
    );
  });

  test("that are sets lose repetitions, data does not", () => {
    const schema = {
      enum: [1, 1, "1"],
      required: ["a", "a"],
      type: ["null", "null"],
      default: [1, 1],
      examples: [2, 2],
    };
    expect(compiledSchema("3.1.0", schema).schema).toEqual({
      enum: [1, "1"],
      required: ["a"],
      type: ["null"],
      default: [1, 1],
      examples: [2, 2],
    });
  });

  test("without a value, or with an empty list of schemas, say nothing", () => {
    expect(
      compiledSchema("3.1.0", { allOf: [], properties: null, anyOf: null, oneOf: [true] }),
    ).toEqual({
      schema: { oneOf: [true] },
      schemas: {},
      problems: [],
    });
  });
});

describe("references", () => {
  const Pet = {
    type: "object",
    properties: { friends: { type: "array", items: { $ref: "#/components/schemas/Pet" } } },
  };

  test("become shared schemas, and a schema that contains itself stays circular", () => {
    const shared = { $ref: "#/schemas/Pet" };
    expect(
      compiledSchema(
        "3.0.0",
        { $ref: "#/components/schemas/Pet" },
        { schemas: { Pet, Other: {} } },
      ),
    ).toEqual({
      schema: shared,
      schemas: {
        Pet: { type: "object", properties: { friends: { type: "array", items: shared } } },
      },
      problems: [],
    });
  });

  test("may have keywords beside them, before 3.1 as well", () => {
    const schema = { $ref: "#/components/schemas/Pet", description: "D", minProperties: 1 };
    for (const version of ["3.0.0", "3.1.0"]) {
      expect(compiledSchema(version, schema, { schemas: { Pet } }).schema).toEqual({
        $ref: "#/schemas/Pet",
        minProperties: 1,
      });
    }
  });

  test("are one alternative where null is allowed beside them", () => {
    const schema = { $ref: "#/components/schemas/Pet", nullable: true };
    expect(compiledSchema("3.0.0", schema, { schemas: { Pet } }).schema).toEqual({
      anyOf: [{ $ref: "#/schemas/Pet" }, { enum: [null] }],
    });
  });

  test("with keywords beside them are schemas that others refer to", () => {
    const schemas = { A: { $ref: "#/components/schemas/B", minLength: 1 }, B: { type: "string" } };
    expect(compiledSchema("3.1.0", { $ref: "#/components/schemas/A" }, { schemas })).toEqual({
      schema: { $ref: "#/schemas/A" },
      schemas: { A: { $ref: "#/schemas/B", minLength: 1 }, B: { type: "string" } },
      problems: [],
    });
  });

  test("that lead nowhere leave what stands beside them", () => {
    const { schema, problems } = compiledSchema("3.1.0", { $ref: "#/none", minLength: 1 });
    expect(schema).toEqual({ minLength: 1 });
    expect(problems).toHaveLength(1);
  });

  test("in names of properties are none", () => {
    const schema = { properties: { $ref: { type: "string" } }, enum: [{ $ref: "#/none" }] };
    expect(compiledSchema("3.0.0", schema)).toEqual({ schema, schemas: {}, problems: [] });
  });

  test("in a broken shared schema are one problem, though two operations use it", () => {
    const broken = { $ref: "#/components/schemas/Broken" };
    const paths = {
      ...withSchema(broken),
      "/b": { get: { parameters: [{ name: "q", in: "query", schema: broken }], responses: {} } },
    };
    const document = document30(paths, { components: { schemas: { Broken: { maxLength: "x" } } } });
    const { table, problems } = compileFiles({ "api.json": document });
    expect(problems).toEqual([
      'api.json:1: "maxLength": expected a whole number from 0, received "x".',
    ]);
    expect(table.routes).toHaveLength(2);
  });
});

test("a discriminator's values are references, whether written as names, pointers or files", () => {
  const { schema, schemas, problems } = compiledSchema(
    "3.0.0",
    {
      discriminator: {
        propertyName: "kind",
        mapping: { cat: "Cat", dog: "#/components/schemas/Dog", bird: "Bird", fish: 1 },
      },
    },
    { schemas: { Cat: { type: "object" }, Dog: { type: "object" } } },
  );
  expect(schema).toEqual({
    discriminator: {
      propertyName: "kind",
      mapping: { cat: "#/schemas/Cat", dog: "#/schemas/Dog" },
    },
  });
  expect(Object.keys(schemas)).toEqual(["Cat", "Dog"]);
  expect(problems).toEqual([
    'api.json:1: GET /a: "$ref" leads to "Bird", and there is no such file.',
    "api.json:1: GET /a: expected a schema's name, received 1.",
  ]);
});

test("true and false are schemas", () => {
  expect(compiledSchema("3.1.0", { additionalProperties: false, items: true }).schema).toEqual({
    additionalProperties: false,
    items: true,
  });
});
