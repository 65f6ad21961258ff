import { describe, expect, test } from "vitest";
import { listBag, recordBag } from "../../src/propagation/headerBags.js";

const record = { Baggage: "a=1", accept: "x" };
const flat = ["Baggage", "a=1", "accept", "x"];
const pairs = [
  ["Baggage", "a=1"],
  ["accept", "x"],
];

describe.each([
  ["an object", record, recordBag(record)],
  ["a flat list", flat, listBag(flat)],
  ["a list of pairs", pairs, listBag(pairs)],
])("headers given as %s", (_kind, headers, bag) => {
  test("are read whatever the case of their names, added and replaced", () => {
    expect([bag.get("baggage"), bag.get("x-preview")]).toEqual(["a=1", undefined]);
    bag.set("baggage", "a=1,b=2");
    bag.set("x-preview", "pr-1");
    expect([bag.get("baggage"), bag.get("x-preview")]).toEqual(["a=1,b=2", "pr-1"]);
    expect(JSON.stringify(headers).match(/baggage/gi)).toHaveLength(1);
  });
});

test("several lines of a list are one value", () => {
  const headers = ["baggage", "a=1", "x", "y", "baggage", "b=2"];
  const bag = listBag(headers);
  expect(bag.get("baggage")).toBe("a=1,b=2");
  bag.set("baggage", "c=3");
  expect(headers).toEqual(["x", "y", "baggage", "c=3"]);
});
