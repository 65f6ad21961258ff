import { expect, test } from "vitest";

import { negotiate } from "../../../src/server/replies/negotiate.ts";
import { mediaOf } from "../fixture.ts";

/** The media chosen among `types` and the content type it is sent as; undefined: none is acceptable. */
function chosen(accept: string | undefined, ...types: string[]): string | undefined {
  const found = negotiate(
    accept,
    types.map((type) => mediaOf(type)),
  );
  if (found === undefined) return undefined;
  return found.media.type === found.type ? found.type : `${found.media.type} as ${found.type}`;
}

test.each([
  [undefined, "application/json"],
  ["", "application/json"],
  ["*/*", "application/xml"],
  ["application/xml", "application/xml"],
  ["text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"],
  ["application/json;q=0.9, application/xml;q=0.5", "application/json"],
  ["application/json, application/xml", "application/json"],
  ["application/*", "application/xml"],
  ["*/*, application/xml;q=0", "application/json"],
  ["APPLICATION/XML", "application/xml"],
  ["application/json; charset=utf-8", "application/json"],
  ["text/csv, application/json; charset=utf-8; q=0.3", "application/json"],
  ["text/csv", undefined],
  ["json", undefined],
  ["application/json;q=0, application/xml;q=0", undefined],
  ["application/json;q=high", undefined],
])("Accept: %s, of XML and JSON: %s", (accept, expected) => {
  expect(chosen(accept, "application/xml", "application/json")).toBe(expected);
});

test("the weight that counts is that of the most specific range", () => {
  expect(chosen("text/*, text/plain;q=0.1", "text/plain", "text/csv")).toBe("text/csv");
});

test("of equal ranges the higher weight counts", () => {
  expect(chosen("text/csv;q=0.1, text/csv;q=0.9, text/plain;q=0.5", "text/plain", "text/csv")).toBe(
    "text/csv",
  );
});

test("a nearer range goes before a wider one of the same weight", () => {
  expect(chosen("text/*, text/csv", "text/plain", "text/csv")).toBe("text/csv");
});

test("the document's order decides where nothing else does", () => {
  expect(chosen("*/*", "text/csv", "text/plain")).toBe("text/csv");
  expect(chosen(undefined, "text/csv", "text/plain")).toBe("text/csv");
});

test("a vendor type is a type of its own", () => {
  expect(chosen("application/vnd.shop.v2+json", "application/json")).toBeUndefined();
  expect(chosen("application/json", "application/hal+json")).toBeUndefined();
  expect(chosen(undefined, "application/hal+json", "application/json")).toBe("application/json");
});

test("a parameter of the range is the media's own, where some media has it", () => {
  const types = ["application/json; version=1", "application/json; version=2"];
  expect(chosen("application/json; version=2", ...types)).toBe(types[1]);
  expect(chosen('application/json; VERSION="2"', ...types)).toBe(types[1]);
  expect(chosen("application/json; version=*", ...types)).toBe(types[0]);
  expect(chosen("application/json; version=3", ...types)).toBe(types[0]);
  expect(chosen("application/json; q=1; version=2", ...types)).toBe(types[0]);
});

test("a range of the document's fits itself alone", () => {
  expect(chosen("text/csv", "text/*")).toBeUndefined();
  expect(chosen("text/*", "text/*")).toBe("text/*");
  expect(chosen("image/png", "*/*")).toBeUndefined();
});

test("a full wildcard of the document's is plain text when asked for, itself when not", () => {
  expect(chosen("*/*", "*/*")).toBe("*/* as text/plain");
  expect(chosen(undefined, "application/json", "*/*")).toBe("*/*");
});

test("what is no media type is not chosen", () => {
  expect(chosen("*/*", "json", "text/plain")).toBe("text/plain");
  expect(chosen(undefined, "json")).toBeUndefined();
});
