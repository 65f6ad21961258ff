import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Parameter, Schema } from "../../../src/openapi/table/table.ts";
import { createParameterReader } from "../../../src/server/checks/parameters.ts";
import { queryFields } from "../../../src/server/http/fields.ts";
import { parseQuery } from "../../../src/server/http/query.ts";
import { parameterText, queryPairs } from "../../../src/server/values/parameterText.ts";

const numbers: Schema = { type: "array", items: { type: "integer" } };
const color: Schema = {
  type: "object",
  properties: { r: { type: "integer" }, g: { type: "integer" } },
};

/** A parameter called `p` with the defaults of its place. */
function parameter(place: Parameter["in"], rest: Partial<Parameter> = {}): Parameter {
  const form = place === "query" || place === "cookie";
  const style = form ? "form" : "simple";
  return { in: place, name: "p", required: false, style, explode: form, ...rest };
}

function fromPath(text: string, rest: Partial<Parameter>): unknown {
  const read = createParameterReader(parameter("path", rest), {});
  return read({ params: { p: text }, fields: new Map(), headers: {} });
}

function fromQuery(query: string, rest: Partial<Parameter>): unknown {
  const read = createParameterReader(parameter("query", rest), { Numbers: numbers });
  return read({ params: {}, fields: queryFields(parseQuery(query)), headers: {} });
}

describe("path", () => {
  test.each<[string, Partial<Parameter>, unknown]>([
    ["5", { schema: { type: "integer" } }, "5"],
    ["5", {}, "5"],
    ["3,4", { schema: numbers }, ["3", "4"]],
    ["3,4", { schema: { anyOf: [numbers] } }, ["3", "4"]],
    ["r,100,g,200", { schema: color }, { r: "100", g: "200" }],
    ["r,100,g", { schema: color }, { r: "100", g: undefined }],
    ["r=100,g=200", { schema: color, explode: true }, { r: "100", g: "200" }],
    [".5", { style: "label", schema: { type: "integer" } }, "5"],
    [".3,4", { style: "label", schema: numbers }, ["3", "4"]],
    [".3.4", { style: "label", schema: numbers, explode: true }, ["3", "4"]],
    [".", { style: "label", schema: numbers }, []],
    [".r,100,g,200", { style: "label", schema: color }, { r: "100", g: "200" }],
    [".r=100.g=200", { style: "label", schema: color, explode: true }, { r: "100", g: "200" }],
    [".r=1.5,g=2", { style: "label", schema: color, explode: true }, { r: "1.5", g: "2" }],
    [";p=5", { style: "matrix", schema: { type: "integer" } }, "5"],
    [";p=3,4", { style: "matrix", schema: numbers }, ["3", "4"]],
    [";p=3;p=4", { style: "matrix", schema: numbers, explode: true }, ["3", "4"]],
    [";p=r,100,g,200", { style: "matrix", schema: color }, { r: "100", g: "200" }],
    [";r=100;g=200", { style: "matrix", schema: color, explode: true }, { r: "100", g: "200" }],
    ["3,4", { schema: numbers, contentType: "application/json" }, "3,4"],
  ])("%s with %j", (text, rest, expected) => {
    expect(fromPath(text, rest)).toEqual(expected);
  });
});

describe("query", () => {
  test.each<[string, Partial<Parameter>, unknown]>([
    ["p=5", { schema: { type: "integer" } }, "5"],
    ["p=a+b%26c", { schema: { type: "string" } }, "a b&c"],
    ["P=5", {}, "5"],
    ["p=5&P=6", {}, "6"],
    ["p", { schema: { type: "string" } }, undefined],
    ["p=1&p=2", { schema: { type: "integer" } }, ["1", "2"]],
    ["p=3&p=4", { schema: numbers }, ["3", "4"]],
    ["p=3", { schema: numbers }, ["3"]],
    ["p=3", { schema: { $ref: "#/schemas/Numbers" } }, ["3"]],
    ["p=3", { schema: { type: ["array", "null"] } }, ["3"]],
    ["p=3", { schema: { allOf: [numbers] } }, ["3"]],
    ["p=3", { schema: { anyOf: [{ $ref: "#/schemas/Numbers" }, { type: "null" }] } }, ["3"]],
    ["p=3", { schema: { oneOf: [{ type: "string" }, numbers] } }, "3"],
    ["p=3&p=4", { schema: { oneOf: [{ type: "string" }, numbers] } }, ["3", "4"]],
    ["p=3", { schema: { items: { type: "integer" } } }, ["3"]],
    ["p=3,4", { schema: numbers, explode: false }, ["3", "4"]],
    ["p=3,4&p=5,6", { schema: numbers, explode: false }, ["5", "6"]],
    ["p=", { schema: numbers, explode: false }, undefined],
    ["p=a%2Cb,c", { schema: { type: "array" }, explode: false }, ["a", "b", "c"]],
    ["p=3%25204", { schema: numbers, style: "spaceDelimited", explode: false }, ["3", "4"]],
    ["p=3%204", { schema: numbers, style: "spaceDelimited", explode: false }, ["3", "4"]],
    ["p=3+4", { schema: numbers, style: "spaceDelimited", explode: false }, ["3", "4"]],
    ["p=3|4", { schema: numbers, style: "pipeDelimited", explode: false }, ["3", "4"]],
    ["p=3%7C4", { schema: numbers, style: "pipeDelimited", explode: false }, ["3", "4"]],
    ["p=3&p=4", { schema: numbers, style: "pipeDelimited", explode: true }, ["3", "4"]],
    ["q=3", { schema: numbers, style: "pipeDelimited", explode: true }, undefined],
    ["p=a|b", { schema: { type: "string" }, style: "pipeDelimited" }, "a|b"],
    ["p=3%094", { schema: numbers, style: "tabDelimited", explode: false }, ["3", "4"]],
    ["r=100&g=200&x=1", { schema: color }, { r: "100", g: "200" }],
    ["q=1", { schema: color }, undefined],
    [
      "p=r|100|g|200",
      { schema: color, style: "pipeDelimited", explode: false },
      { r: "100", g: "200" },
    ],
    ["firstName=a", { schema: { properties: { firstName: {} } } }, { firstName: "a" }],
    ["tags=a", { schema: { allOf: [{ properties: { tags: numbers } }] } }, { tags: ["a"] }],
    ["p=r,100,g,200", { schema: color, explode: false }, { r: "100", g: "200" }],
    ["q=1", { schema: color, explode: false }, undefined],
    ["p[r]=100&p[g]=200", { schema: color, style: "deepObject" }, { r: "100", g: "200" }],
    ["p%5Br%5D=100", { schema: color, style: "deepObject" }, { r: "100" }],
    ["q=1", { schema: color, style: "deepObject" }, undefined],
    ["p=%7B%22a%22:1%7D", { schema: color, contentType: "application/json" }, '{"a":1}'],
    ["q=1", { schema: { type: "integer" } }, undefined],
  ])("%s with %j", (query, rest, expected) => {
    expect(fromQuery(query, rest)).toEqual(expected);
  });
});

test("a header's name has no case; spaces do not belong to the items of its list; an empty list has none", () => {
  const shape = parameter("header", { name: "X-Ids", schema: numbers });
  const read = createParameterReader(shape, {});
  const from = (text: string) =>
    read({ params: {}, fields: new Map(), headers: { "x-ids": text } });
  expect(from("3, 4 ,5")).toEqual(["3", "4", "5"]);
  expect(from("")).toEqual([]);
});

describe("of several readings the first valid one counts, or else the first", () => {
  test.each<[string, Partial<Parameter>, unknown, unknown]>([
    ["3.4", { schema: numbers, style: "label" }, ["3", "4"], ["3", "4"]],
    ["3.4", { schema: numbers, style: "label" }, ["3.4"], ["3.4"]],
    ["3.4", { schema: numbers, style: "label" }, "neither", ["3", "4"]],
    ["3,4", { schema: { anyOf: [{ type: "integer" }, numbers] } }, ["3", "4"], ["3", "4"]],
    ["3,4", { schema: { anyOf: [{ type: "integer" }, numbers] } }, "neither", "3,4"],
    ["3", { schema: { anyOf: [{ minLength: 2, type: "string" }, numbers] } }, ["3"], ["3"]],
  ])("%s with %j, of which %j is valid", (text, rest, valid, expected) => {
    const accepts = (value: unknown) => JSON.stringify(value) === JSON.stringify(valid);
    const read = createParameterReader(parameter("path", rest), {}, accepts);
    expect(read({ params: { p: text }, fields: new Map(), headers: {} })).toEqual(expected);
  });
});

describe("what was written as a style's text is read as the same value", () => {
  const texts = fc.string({ minLength: 1, unit: "grapheme" });
  const values = fc.oneof(texts, fc.array(texts, { minLength: 1, maxLength: 3 }));
  const schemaOf = (value: unknown): Schema => ({
    type: Array.isArray(value) ? "array" : "string",
  });

  test("in a query", () => {
    const styles = fc.constantFrom(
      { style: "form" as const, explode: true },
      { style: "form" as const, explode: false },
      { style: "spaceDelimited" as const, explode: false },
      { style: "pipeDelimited" as const, explode: false },
    );
    fc.assert(
      fc.property(values, styles, (value, style) => {
        const shape = parameter("query", { name: "a b", schema: schemaOf(value), ...style });
        const fields = queryFields(parseQuery(queryPairs(shape, value).join("&")));
        const read = createParameterReader(shape, {});
        // A separator that is encoded itself cannot be told from one in the text.
        fc.pre(style.explode || !/,| |%20|\|/.test([value].flat().join("")));
        expect(read({ params: {}, fields, headers: {} })).toEqual(value);
      }),
      { seed: 1 },
    );
  });

  test("in a path", () => {
    const styles = fc.constantFrom("simple" as const, "label" as const, "matrix" as const);
    fc.assert(
      fc.property(values, styles, fc.boolean(), (value, style, explode) => {
        fc.pre(!/[,.;=]/.test([value].flat().join("")));
        const shape = parameter("path", { schema: schemaOf(value), style, explode });
        const text = parameterText(shape, value, (part) => part);
        const read = createParameterReader(shape, {});
        expect(read({ params: { p: text }, fields: new Map(), headers: {} })).toEqual(value);
      }),
      { seed: 1 },
    );
  });
});
