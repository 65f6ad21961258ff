import { describe, expect, test } from "vitest";
import type { Schema } from "../../../src/openapi/table/table.ts";
import { SchemaTooComplex, sample } from "../../../src/server/values/sample.ts";

const made = (schema: Schema, schemas: Record<string, Schema> = {}) => sample(schema, { schemas });

describe("what a schema says outright is taken", () => {
  test.each<[string, Schema, unknown]>([
    ["the default first", { default: 1, const: 2, enum: [3], examples: [4] }, 1],
    ["then the constant", { const: 2, enum: [3], examples: [4] }, 2],
    ["then the first choice", { enum: [3, 5], examples: [4] }, 3],
    ["then the first example", { type: "string", examples: [4] }, 4],
    ["null, false, 0 and nothing as well", { default: null, const: 1 }, null],
    ["in a dialect the single example before all", { example: 0, default: 1 }, 0],
  ])("%s", (_, schema, expected) => {
    expect(made(schema)).toEqual(expected);
  });
});

describe("a type", () => {
  test.each<[Schema, unknown]>([
    [{ type: ["integer", "null"] }, 0],
    [{ type: ["null", "string"] }, null],
    [{ minimum: 3 }, 3],
    [{ pattern: "^x$" }, "string"],
    [{ items: {} }, [null]],
    [{ prefixItems: [{ type: "boolean" }] }, [true]],
    [{ required: ["a"] }, {}],
    [{ format: "date" }, null],
    [true, null],
    [false, null],
  ])("of %j is the first, else implied by keywords", (schema, expected) => {
    expect(made(schema)).toEqual(expected);
  });
});

describe("a list", () => {
  test.each<[string, Schema, unknown]>([
    ["has one item", { items: { type: "integer" } }, [0]],
    ["has as many as it must", { minItems: 2, items: { type: "integer" } }, [0, 0]],
    ["has none when it may not", { maxItems: 0, items: { type: "integer" } }, []],
    ["shows what it must contain", { contains: { type: "integer" } }, [0]],
    ["has none of what is not described", { items: false }, []],
    ["has all parts of a tuple", { maxItems: 1, prefixItems: [{ enum: [1] }, true] }, [1, null]],
  ])("%s", (_, schema, expected) => {
    expect(made({ type: "array", ...(typeof schema === "object" && schema) })).toEqual(expected);
  });

  test("has more items than its tuple if it must", () => {
    const schema = { type: "array", prefixItems: [{ enum: [1] }], items: { type: "boolean" } };
    expect(made(schema)).toEqual([1]);
    expect(made({ ...schema, minItems: 3 })).toEqual([1, true, true]);
  });
});

test("an object has all its properties, and two others where those are described", () => {
  const a = { type: "string", writeOnly: true };
  const schema = { type: "object", required: ["b"], properties: { a } };
  expect(made(schema)).toEqual({ a: "string" });
  expect(made({ ...schema, additionalProperties: true })).toEqual({ a: "string" });
  expect(made({ ...schema, additionalProperties: { type: "integer" } })).toEqual({
    a: "string",
    property1: 0,
    property2: 0,
  });
});

describe("schemas together", () => {
  test("of allOf are merged, the last counts; what has no type has that of those before", () => {
    const members = [
      { type: "object", properties: { a: { enum: [1] }, n: { default: { x: 1 } } } },
      { properties: { a: { enum: [2] }, n: { default: { y: 2 } } } },
    ];
    expect(made({ allOf: members })).toEqual({ a: 2, n: { x: 1, y: 2 } });
    expect(made({ allOf: members.toReversed() })).toEqual({ a: 1, n: { x: 1 } });
    expect(made({ properties: { b: { enum: [3] } }, allOf: members })).toEqual({
      a: 2,
      b: 3,
      n: { x: 1, y: 2 },
    });
  });

  test("of allOf that make no object are the last that makes anything", () => {
    expect(made({ allOf: [{ type: "string" }, { enum: ["x"] }, { default: null }] })).toBe("x");
    expect(made({ type: "integer", allOf: [{ default: null }] })).toBe(0);
  });

  test("of oneOf and anyOf are the first, without what stands beside", () => {
    const properties = { a: { type: "string" } };
    expect(made({ properties, oneOf: [{ type: "integer" }, true] })).toBe(0);
    expect(made({ properties, anyOf: [{ type: "boolean" }] })).toBe(true);
  });

  test("of if and then are one", () => {
    const condition = { type: "object", properties: { a: { const: 1 } } };
    const consequence = { properties: { b: { const: 2 } } };
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    expect(made({ if: condition, then: consequence })).toEqual({ a: 1, b: 2 });
  });
});

describe("a reference", () => {
  test("stands for its target, of which what stands beside it replaces parts", () => {
    const schemas = {
      A: { type: "string", default: "a" },
      B: { $ref: "#/schemas/A", default: "b" },
    };
    expect(made({ $ref: "#/schemas/A" }, schemas)).toBe("a");
    expect(made({ $ref: "#/schemas/B" }, schemas)).toBe("b");
    expect(made({ $ref: "#/schemas/B", default: "c" }, schemas)).toBe("c");
  });

  test("of a schema to itself is followed once", () => {
    const self = { $ref: "#/schemas/Node" };
    const properties = { name: { type: "string" }, up: self, all: { type: "array", items: self } };
    const end = { name: "string", up: {}, all: [{}] };
    expect(made(self, { Node: { type: "object", properties } })).toEqual({
      name: "string",
      up: end,
      all: [end],
    });
  });

  test("of two schemas to each other is followed once for each", () => {
    const schemas = {
      A: { type: "object", properties: { b: { $ref: "#/schemas/B" } } },
      B: { type: "object", properties: { a: { $ref: "#/schemas/A" } } },
    };
    expect(made({ $ref: "#/schemas/A" }, schemas)).toEqual({ b: { a: { b: { a: {} } } } });
  });

  test("of two schemas to each other and themselves is followed until one is met again", () => {
    const a = { $ref: "#/schemas/A" };
    const b = { $ref: "#/schemas/B" };
    const schemas = {
      A: { type: "object", properties: { b, self: a } },
      B: { type: "object", properties: { a, b, n: { const: 1 } } },
    };
    const end = { a: {}, b: {}, n: 1 };
    expect(made(a, schemas)).toEqual({
      b: { a: { b: end, self: {} }, b: { a: { b: {}, self: {} }, b: {}, n: 1 }, n: 1 },
      self: { b: end, self: {} },
    });
  });

  test("within itself has the example before the default, and formats that are no limits", () => {
    const properties = {
      up: { $ref: "#/schemas/A" },
      n: { type: "integer", format: "int32", minimum: -2147483648, maximum: 2147483647 },
      s: { default: "default", examples: ["example"] },
    };
    const schemas = { A: { type: "object", properties } };
    expect(made({ $ref: "#/schemas/A" }, schemas)).toEqual({
      n: -2147483648,
      s: "default",
      up: { n: 0, s: "example", up: {} },
    });
  });
});

describe("an end is set", () => {
  test("to depth: the sixteenth list or object is empty", () => {
    let schema: Schema = { type: "string" };
    for (let i = 0; i < 20; i++) schema = { type: "array", items: schema };
    expect(JSON.stringify(made(schema))).toBe(`${"[".repeat(16)}${"]".repeat(16)}`);
  });

  test("to size: 2,500 schemas", () => {
    const list = (minItems: number) => ({ type: "array", minItems, items: { type: "null" } });
    expect(made(list(2_498))).toHaveLength(2_498);
    expect(() => made(list(2_499))).toThrow(SchemaTooComplex);
    expect(() => made(list(1e12))).toThrow(SchemaTooComplex);
  });
});

describe("a number is", () => {
  test.each<[Schema, number]>([
    [{}, 0],
    [{ minimum: -5, exclusiveMinimum: 3 }, -5],
    [{ exclusiveMinimum: 5 }, 6],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 2 }, 1.5],
    [{ exclusiveMaximum: 5, maximum: 9 }, 4],
    [{ maximum: 9, multipleOf: 7 }, 9],
  ])("of %j: %j", (schema, expected) => {
    expect(made({ type: "number", ...(typeof schema === "object" && schema) })).toBe(expected);
  });
});

describe("a text is", () => {
  test.each<[Schema, string]>([
    [{ minLength: 8 }, "stringst"],
    [{ maxLength: 3 }, "str"],
    [{ maxLength: 0 }, "string"],
    [{ format: "password", minLength: 12 }, "pa$$word_qwe"],
    [{ format: "password", minLength: 30 }, "pa$$word_qwerty!@#$%^123456qwe"],
    [{ format: "email", maxLength: 3 }, "user@example.com"],
    [{ format: "duration" }, "string"],
  ])("of %j: %j", (schema, expected) => {
    expect(made({ type: "string", ...(typeof schema === "object" && schema) })).toBe(expected);
  });
});
