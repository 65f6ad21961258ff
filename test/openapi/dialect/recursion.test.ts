import { describe, expect, test } from "vitest";
import { breakCircles } from "../../../src/openapi/dialect/recursion.ts";

const to = (name: string) => ({ $ref: `#/schemas/${name}` });

describe("schemas that end", () => {
  test("are not touched: a tree contains itself, but deeper", () => {
    const schemas = {
      Node: { type: "object", properties: { left: to("Node") }, items: to("Node") },
      Kind: { allOf: [to("Node"), { properties: { x: to("Kind") } }] },
    };
    expect(breakCircles(schemas)).toBe(schemas);
  });
});

describe("a circle that would never end is closed by a copy with the own keywords of its target", () => {
  test("where a base lists its kinds and each kind includes the base", () => {
    const own = { type: "object", required: ["kind"], properties: { kind: { type: "string" } } };
    const base = { ...own, discriminator: { propertyName: "kind" }, oneOf: [to("Cat"), to("Dog")] };
    const kind = (name: string) => ({
      allOf: [to(name), { properties: { age: { type: "integer" } } }],
    });
    expect(breakCircles({ Cat: kind("Pet"), Dog: kind("Pet"), Pet: base })).toEqual({
      Cat: kind("Pet_own"),
      Dog: kind("Pet_own"),
      Pet: base,
      Pet_own: own,
    });
  });

  test.each([
    [
      "by itself",
      { A: { type: "string", ...to("A") } },
      { A: { type: "string", ...to("A_own") }, A_own: { type: "string" } },
    ],
    [
      "in not, if, then, else",
      { A: { not: { if: to("A") } } },
      { A: { not: { if: to("A_own") } }, A_own: {} },
    ],
    [
      "in dependent schemas",
      { A: { dependentSchemas: { x: to("A") } } },
      { A: { dependentSchemas: { x: to("A_own") } }, A_own: {} },
    ],
    [
      "when the copy's name is taken",
      { A: { anyOf: [to("A")] }, A_own: true },
      { A: { anyOf: [to("A_own_")] }, A_own: true, A_own_: {} },
    ],
    [
      "over two",
      { A: { allOf: [to("B")] }, B: { allOf: [to("A")] } },
      { A: { allOf: [to("B")] }, B: { allOf: [to("A_own")] }, A_own: {} },
    ],
  ])("%s", (_, schemas, expected) => {
    expect(breakCircles(schemas)).toEqual(expected);
  });
});
