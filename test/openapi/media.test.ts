import { describe, expect, test } from "vitest";
import { compileFiles, document31 } from "./documents.ts";

function compileMedia(media: unknown, components: object = {}) {
  const responses = { 200: { content: { "application/json": media } } };
  const { table, problems } = compileFiles({
    "api.json": document31({ "/a": { get: { responses } } }, { components }),
    "examples/cat.json": { name: "Tom" },
    "examples/all.yaml": "dog: {value: {name: Rex}}",
  });
  const [content] = table.routes[0]?.responses[0]?.content ?? [];
  return { media: content, examples: table.examples, problems };
}

describe("examples", () => {
  test("have names, summaries and values, in the document's order; a single one is named default", () => {
    const examples = {
      z: { summary: "S", value: null },
      a: { value: [1] },
      far: { externalValue: "https://example.com/x.json" },
      data: { dataValue: 3 },
      text: { serializedValue: "4" },
    };
    expect(compileMedia({ example: { x: 1 }, examples })).toEqual({
      media: {
        type: "application/json",
        examples: [
          { name: "default", value: { x: 1 } },
          { name: "z", summary: "S", value: null },
          { name: "a", value: [1] },
          { name: "far", external: "https://example.com/x.json" },
          { name: "data", value: 3 },
          { name: "text", value: 4 },
        ],
      },
      examples: {},
      problems: [],
    });
  });

  test("of 3.2 are data or the text that is sent, whichever the media type needs", () => {
    const both = { dataValue: { a: 1 }, serializedValue: "<a>1</a>" };
    const valuesAs = (type: string, example: object) => {
      const content = { [type]: { examples: { both, example } } };
      const paths = { "/a": { get: { responses: { "200": { content } } } } };
      const { table, problems } = compileFiles({ "api.json": document31(paths) });
      return [...(table.routes[0]?.responses[0]?.content[0]?.examples ?? []), ...problems];
    };
    expect(valuesAs("application/xml", { dataValue: 2 })).toEqual([
      { name: "both", value: "<a>1</a>" },
      { name: "example", value: 2 },
    ]);
    expect(valuesAs("application/vnd.a+json; v=1", { serializedValue: "{" })).toEqual([
      { name: "both", value: { a: 1 } },
      { name: "example", value: "{" },
      'api.json:1: GET /a: "serializedValue": expected JSON, received "{".',
    ]);
  });

  test("that are referred to are shared, each once", () => {
    const examples = {
      one: { $ref: "#/components/examples/Cat" },
      two: { $ref: "#/components/examples/Again" },
      three: { $ref: "examples/all.yaml#/dog" },
    };
    const components = {
      examples: {
        Cat: { summary: "A cat", value: { name: "Tom" } },
        Again: { $ref: "#/components/examples/Cat" },
      },
    };
    const { media, examples: shared, problems } = compileMedia({ examples }, components);
    expect(media?.examples).toEqual([
      { name: "one", summary: "A cat", ref: "Cat" },
      { name: "two", summary: "A cat", ref: "Cat" },
      { name: "three", ref: "dog" },
    ]);
    expect(shared).toEqual({ Cat: { name: "Tom" }, dog: { name: "Rex" } });
    expect(problems).toEqual([]);
  });

  test("that have no value are reported and left out", () => {
    const examples = { a: { name: "Tom" }, b: 1, c: { $ref: "#/x" }, d: { value: 1 } };
    const { media, problems } = compileMedia({ examples });
    expect(media?.examples).toEqual([{ name: "d", value: 1 }]);
    expect(problems).toEqual([
      'api.json:1: GET /a: expected an example with "value" or "externalValue", received {"name":"Tom"}.',
      'api.json:1: GET /a: expected an example with "value" or "externalValue", received 1.',
      'api.json:1: GET /a: "$ref" leads nowhere: "#/x".',
    ]);
  });

  test("may be null, false, 0 and empty", () => {
    for (const example of [null, false, 0, ""]) {
      expect(compileMedia({ example }).media?.examples).toEqual([
        { name: "default", value: example },
      ]);
    }
  });

  test("of the schema stand for a single one, before those with names", () => {
    const examples = { a: { value: 1 } };
    const named = { name: "a", value: 1 };
    for (const schema of [{ example: 2 }, { "x-example": 2 }, { examples: [2, 3] }]) {
      expect(compileMedia({ schema, examples }).media?.examples).toEqual([
        { name: "default", value: 2 },
        named,
      ]);
      expect(compileMedia({ schema, examples, example: 3 }).media?.examples).toEqual([
        { name: "default", value: 3 },
        named,
      ]);
    }
    expect(compileMedia({ schema: { allOf: [{ example: 2 }] } }).media?.examples).toEqual([]);
  });

  test("of a schema that is referred to are shared; its own comes before that of its target", () => {
    const components = {
      schemas: {
        Pet: { type: "object", example: { a: 1 } },
        Cat: { $ref: "#/components/schemas/Pet", minProperties: 1 },
      },
    };
    const compiled = (schema: object) => compileMedia({ schema }, components);
    for (const name of ["Pet", "Cat"]) {
      const { media, examples } = compiled({ $ref: `#/components/schemas/${name}` });
      expect(media?.examples).toEqual([{ name: "default", ref: "Pet_example" }]);
      expect(examples).toEqual({ Pet_example: { a: 1 } });
    }
    const own = compiled({ $ref: "#/components/schemas/Pet", example: { b: 1 } });
    expect(own.media?.examples).toEqual([{ name: "default", value: { b: 1 } }]);
    expect(own.examples).toEqual({});
  });

  test("that only describe are left out", () => {
    const { media, problems } = compileMedia({
      examples: { a: { summary: "S", description: "D", "x-b": 1 } },
    });
    expect([media?.examples, problems]).toEqual([[], []]);
  });

  test("that are a list are reported", () => {
    const { media, problems } = compileMedia({ examples: [{ a: 1 }] });
    expect(media?.examples).toEqual([]);
    expect(problems).toEqual([
      'api.json:1: GET /a: "examples": expected a mapping, received [{"a":1}].',
    ]);
  });
});

test("a media type without anything, or that cannot be found, is still one", () => {
  expect(compileMedia({})).toEqual({
    media: { type: "application/json", examples: [] },
    examples: {},
    problems: [],
  });
  expect(compileMedia({ $ref: "#/x" }).media).toEqual({ type: "application/json", examples: [] });
});
