import { expect, test } from "vitest";

import type { Schema } from "../../routes/table.ts";
import { toXml } from "../../server/xml.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const shared: Record<string, Schema> = {
  Pet: { properties: { id: { xml: { attribute: true } }, name: {} } },
};

test.each<[string, unknown, Schema | undefined, string]>([
  ["without a schema the root has no name", { a: 1 }, undefined, "<root><a>1</a></root>"],
  ["the root has the schema's name", { a: null }, { $ref: "#/schemas/Pet" }, "<Pet><a></a></Pet>"],
  ["or what xml calls it", true, { xml: { name: "ok" } }, "<ok>true</ok>"],
  [
    "an attribute stands in the tag",
    { id: 7, name: "R&D <x>" },
    { $ref: "#/schemas/Pet" },
    '<Pet id="7"><name>R&amp;D &lt;x&gt;</name></Pet>',
  ],
  [
    "a list repeats its element",
    { tag: ["a", "b"] },
    { properties: { tag: { items: {} } } },
    "<root><tag>a</tag><tag>b</tag></root>",
  ],
  [
    "a wrapped list has an element around, and its items their own name",
    { tags: ["a", "b"] },
    { properties: { tags: { xml: { wrapped: true }, items: { xml: { name: "tag" } } } } },
    "<root><tags><tag>a</tag><tag>b</tag></tags></root>",
  ],
  [
    "a list of objects keeps their attributes",
    { pets: [{ id: 1 }, { id: 2 }] },
    { properties: { pets: { items: { $ref: "#/schemas/Pet" } } } },
    '<root><pets id="1"></pets><pets id="2"></pets></root>',
  ],
  [
    "prefix and namespace",
    { a: 1 },
    { xml: { name: "pet", prefix: "p", namespace: "urn:x" } },
    '<p:pet xmlns:p="urn:x"><a>1</a></p:pet>',
  ],
  [
    "a list at the top is within the root",
    [1, 2],
    undefined,
    "<root><root>1</root><root>2</root></root>",
  ],
  [
    "a key that is no name becomes one",
    { "1 a:b": 1 },
    undefined,
    "<root><_1_a_b>1</_1_a_b></root>",
  ],
])("%s", (_, value, schema, expected) => {
  expect(toXml(value, schema, shared)).toBe(HEAD + expected);
});
