import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Parameter, Schema } from "../../routes/table.ts";
import { createParameterReader } from "../../server/parameters.ts";
import { parameterText, queryPairs } from "../../server/parameterText.ts";
import { parseQuery } from "../../server/query.ts";

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
  return read({ params: { p: text }, query: new Map(), headers: {} });
}

function fromQuery(query: string, rest: Partial<Parameter>): unknown {
  const read = createParameterReader(parameter("query", rest), {});
  return read({ params: {}, query: parseQuery(query), headers: {} });
}

describe("path", () => {
  test.each<[string, Partial<Parameter>, unknown]>([
    ["5", { schema: { type: "integer" } }, 5],
    ["5", { schema: { type: "string" } }, "5"],
    ["3,4", { schema: numbers }, [3, 4]],
    ["r,100,g,200", { schema: color }, { r: 100, g: 200 }],
    ["r=100,g=200", { schema: color, explode: true }, { r: 100, g: 200 }],
    [".5", { style: "label", schema: { type: "integer" } }, 5],
    [".3,4", { style: "label", schema: numbers }, [3, 4]],
    [".3.4", { style: "label", schema: numbers, explode: true }, [3, 4]],
    [".r,100,g,200", { style: "label", schema: color }, { r: 100, g: 200 }],
    [".r=100.g=200", { style: "label", schema: color, explode: true }, { r: 100, g: 200 }],
    [";p=5", { style: "matrix", schema: { type: "integer" } }, 5],
    [";p=3,4", { style: "matrix", schema: numbers }, [3, 4]],
    [";p=3;p=4", { style: "matrix", schema: numbers, explode: true }, [3, 4]],
    [";p=r,100,g,200", { style: "matrix", schema: color }, { r: 100, g: 200 }],
    [";r=100;g=200", { style: "matrix", schema: color, explode: true }, { r: 100, g: 200 }],
    ['{"a":1}', { contentType: "application/json" }, { a: 1 }],
  ])("%s with %j", (text, rest, expected) => {
    expect(fromPath(text, rest)).toEqual(expected);
  });
});

describe("query", () => {
  test.each<[string, Partial<Parameter>, unknown]>([
    ["p=5", { schema: { type: "integer" } }, 5],
    ["p=a+b%26c", { schema: { type: "string" } }, "a b&c"],
    ["p", { schema: { type: "string" } }, ""],
    ["p=1&p=2", { schema: { type: "integer" } }, ["1", "2"]],
    ["p=3&p=4", { schema: numbers }, [3, 4]],
    ["p=3", { schema: numbers }, [3]],
    ["p=3,4", { schema: numbers, explode: false }, [3, 4]],
    ["p=", { schema: numbers, explode: false }, []],
    ["p=a%2Cb,c", { schema: { type: "array" }, explode: false }, ["a,b", "c"]],
    ["p=3%204", { schema: numbers, style: "spaceDelimited", explode: false }, [3, 4]],
    ["p=3+4", { schema: numbers, style: "spaceDelimited", explode: false }, [3, 4]],
    ["p=3|4", { schema: numbers, style: "pipeDelimited", explode: false }, [3, 4]],
    ["p=3%7C4", { schema: numbers, style: "pipeDelimited", explode: false }, [3, 4]],
    ["p=3%094", { schema: numbers, style: "tabDelimited", explode: false }, [3, 4]],
    ["r=100&g=200&x=1", { schema: color }, { r: 100, g: 200 }],
    ["p=r,100,g,200", { schema: color, explode: false }, { r: 100, g: 200 }],
    ["p[r]=100&p[g]=200", { schema: color, style: "deepObject" }, { r: 100, g: 200 }],
    ["p%5Br%5D=100", { schema: color, style: "deepObject" }, { r: 100 }],
    ['p={"r":100}', { schema: color }, { r: 100 }],
    ["p=%7B%22a%22:1%7D", { contentType: "application/json" }, { a: 1 }],
    ["p=%7Bnonsense", { contentType: "application/json" }, "{nonsense"],
    ["p=true", { schema: { anyOf: [{ type: "boolean" }, numbers] } }, true],
    ["p=3&p=4", { schema: { anyOf: [{ type: "boolean" }, numbers] } }, [3, 4]],
    ["q=1", { schema: { type: "integer" } }, undefined],
    ["q=1", { schema: color }, undefined],
    ["q=1", { schema: color, style: "deepObject" }, undefined],
  ])("%s with %j", (query, rest, expected) => {
    expect(fromQuery(query, rest)).toEqual(expected);
  });
});

test("a header's name has no case, its list may have spaces", () => {
  const shape = parameter("header", { name: "X-Ids", schema: numbers });
  const read = createParameterReader(shape, {});
  expect(read({ params: {}, query: new Map(), headers: { "x-ids": "3, 4" } })).toEqual([3, 4]);
});

test("a cookie is read by its name", () => {
  const read = createParameterReader(parameter("cookie", { schema: { type: "boolean" } }), {});
  const headers = { cookie: "q=1; p=true; p=false" };
  expect(read({ params: {}, query: new Map(), headers })).toBe(true);
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
        const query = parseQuery(queryPairs(shape, value).join("&"));
        const read = createParameterReader(shape, {});
        // A separator that is encoded itself cannot be told from one in the text.
        const texts = [value].flat().join("");
        fc.pre(style.style === "form" || !/[ |+]/.test(texts));
        expect(read({ params: {}, query, headers: {} })).toEqual(value);
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
        expect(read({ params: { p: text }, query: new Map(), headers: {} })).toEqual(value);
      }),
      { seed: 1 },
    );
  });
});
