import { describe, expect, test } from "vitest";

import type { Parameter } from "../../../src/openapi/table/table.ts";
import { parameterText, queryPairs } from "../../../src/server/values/parameterText.ts";

function parameter(rest: Partial<Parameter>): Parameter {
  return { in: "query", name: "p", required: true, style: "form", explode: true, ...rest };
}

describe("pairs of a query", () => {
  test.each<[string, Partial<Parameter>, unknown, string[]]>([
    [
      "JSON by its media type",
      { contentType: "application/json" },
      { a: 1 },
      ["p=%7B%22a%22%3A1%7D"],
    ],
    ["JSON that is text already", { contentType: "application/json" }, "[1]", ["p=%5B1%5D"]],
    ["a text in JSON", { contentType: "application/json" }, "a", ["p=%22a%22"]],
    ["text by its media type", { contentType: "text/plain" }, "a b", ["p=a%20b"]],
    ["an exploded object with a list", {}, { a: [1, 2], b: 3 }, ["a=1", "a=2", "b=3"]],
    ["spaces", { style: "spaceDelimited", explode: false }, [1, 2], ["p=1%202"]],
    [
      "an object with pipes",
      { style: "pipeDelimited", explode: false },
      { a: 1, b: 2 },
      ["p=a%7C1%7Cb%7C2"],
    ],
  ])("%s", (_, rest, value, pairs) => {
    expect(queryPairs(parameter(rest), value)).toEqual(pairs);
  });
});

test("a header or path has JSON by its media type", () => {
  const shape = parameter({ in: "header", style: "simple", contentType: "application/json" });
  expect(parameterText(shape, [1, "a"], (text) => text)).toBe('[1,"a"]');
});
