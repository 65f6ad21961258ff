import { describe, expect, test } from "vitest";
import { compiledSchema, compileFiles, document30, document31, withSchema } from "./documents.ts";

const DRAFT_07 = "http://json-schema.org/draft-07/schema#";
const DRAFT_04 = "http://json-schema.org/draft-04/schema#";
const TUPLE = { items: [true], prefixItems: [false] };

/** The compiled schemas of the parameters of `GET /a`. */
function schemasOf(document: object, files: Record<string, unknown> = {}) {
  const { table, problems } = compileFiles({ "api.json": document, ...files });
  return { schemas: table.routes[0]?.parameters.map(({ schema }) => schema), problems };
}

describe("since 3.1", () => {
  test.each([
    ["the dialect is JSON Schema 2020-12 if none is named", undefined],
    ["a dialect of OpenAPI is that", "https://spec.openapis.org/oas/3.1/dialect/base"],
    ["and one of OpenAPI 3.2", "https://spec.openapis.org/oas/3.2/dialect/2025-09-17"],
  ])("%s", (_, name) => {
    const schema = { prefixItems: [{ nullable: true }], unevaluatedItems: false, example: [1] };
    const rest = name === undefined ? {} : { jsonSchemaDialect: name };
    expect(compiledSchema("3.1.0", schema, {}, rest)).toEqual({
      schema: { prefixItems: [{}], unevaluatedItems: false, examples: [[1]] },
      schemas: {},
      problems: [],
    });
  });

  test("a document names the dialect of its schemas", () => {
    const rest = { jsonSchemaDialect: DRAFT_07 };
    expect(compiledSchema("3.1.0", TUPLE, {}, rest).schema).toEqual({ prefixItems: [true] });
  });

  test("a schema names its own dialect, which the schemas in it have too", () => {
    const old = { $schema: DRAFT_04, properties: { a: { minimum: 1, exclusiveMinimum: true } } };
    const schema = { properties: { old, new: { exclusiveMinimum: 1 } } };
    expect(compiledSchema("3.1.0", schema)).toEqual({
      schema: {
        properties: {
          old: { properties: { a: { exclusiveMinimum: 1 } } },
          new: { exclusiveMinimum: 1 },
        },
      },
      schemas: {},
      problems: [],
    });
  });

  test("another file has its own dialect, or else that of the document", () => {
    const inFile = { named: { $ref: "draft.json#/definitions/a" }, not: { $ref: "other.json" } };
    const document = document31(withSchema({ properties: inFile }), {
      jsonSchemaDialect: "https://json-schema.org/draft/2019-09/schema",
    });
    const { table, problems } = compileFiles({
      "api.json": document,
      "draft.json": { $schema: DRAFT_07, definitions: { a: { ...TUPLE, minContains: 1 } } },
      "other.json": { ...TUPLE, minContains: 1 },
    });
    expect(problems).toEqual([]);
    expect(table.schemas).toEqual({
      a: { prefixItems: [true] },
      other: { prefixItems: [true], minContains: 1 },
    });
  });

  test("the $schema of the document itself is not about its schemas", () => {
    const document = document31(withSchema(TUPLE), {
      $schema: "https://spec.openapis.org/oas/3.1/schema/2022-10-07",
    });
    expect(schemasOf(document).problems).toEqual([]);
  });

  test("keywords beside a reference count, up to draft-07 they do not", () => {
    const reference = { $ref: "#/components/schemas/A", minLength: 1 };
    const components = { schemas: { A: { type: "string" } } };
    expect(compiledSchema("3.1.0", reference, components).schema).toEqual({
      $ref: "#/schemas/A",
      minLength: 1,
    });
    const old = { ...reference, $schema: DRAFT_07 };
    expect(compiledSchema("3.1.0", old, components).schema).toEqual({ $ref: "#/schemas/A" });
  });

  test("a dialect that is not known is reported once, and read as 2020-12", () => {
    const rest = { jsonSchemaDialect: "https://example.com/dialect" };
    const { schema, problems } = compiledSchema(
      "3.1.0",
      { items: TUPLE, prefixItems: [true] },
      {},
      rest,
    );
    expect(schema).toEqual({ items: { prefixItems: [true] }, prefixItems: [true] });
    expect(problems).toEqual([
      `api.json:1: "jsonSchemaDialect": the dialect "https://example.com/dialect" is not known, so its schemas are read as JSON Schema 2020-12.
  Known are JSON Schema 2020-12, 2019-09, draft-07, draft-06 and draft-04, and those of OpenAPI 3.1 and 3.2.`,
    ]);
  });
});

test("before 3.1 the names of dialects have no meaning", () => {
  const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [true] };
  const document = document30(withSchema({ ...schema, nullable: true, type: "array" }), {
    jsonSchemaDialect: "https://example.com/dialect",
  });
  expect(schemasOf(document)).toEqual({ schemas: [{ type: ["array", "null"] }], problems: [] });
});
