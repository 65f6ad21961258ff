import { expect, test } from "vitest";

import { negotiate } from "../../server/negotiate.ts";
import { mediaOf } from "./fixture.ts";

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
  ["*/*", "application/json"],
  ["application/xml", "application/xml"],
  ["text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"],
  ["application/json;q=0.5, application/xml;q=0.9", "application/xml"],
  ["application/xml, application/json", "application/xml"],
  ["application/*", "application/json"],
  ["*/*, application/json;q=0", "application/xml"],
  ["APPLICATION/XML", "application/xml"],
  ["application/json; charset=utf-8", "application/json"],
  ["text/csv", undefined],
  ["application/json;q=0, application/xml;q=0", undefined],
])("Accept: %s, of XML and JSON: %s", (accept, expected) => {
  expect(chosen(accept, "application/xml", "application/json")).toBe(expected);
});

test("the weight that counts is that of the most specific range", () => {
  expect(chosen("text/*, text/plain;q=0.1", "text/plain", "text/csv")).toBe("text/csv");
});

test("a nearer range goes before a wider one of the same weight", () => {
  expect(chosen("text/*, text/csv", "text/plain", "text/csv")).toBe("text/csv");
});

test("the document's order decides among types other than JSON", () => {
  expect(chosen("*/*", "text/csv", "text/plain")).toBe("text/csv");
});

test("a vendor type is content with plain JSON, and the other way round", () => {
  expect(chosen("application/vnd.shop.v2+json", "text/plain", "application/json")).toBe(
    "application/json",
  );
  expect(chosen("application/json", "application/hal+json")).toBe("application/hal+json");
  expect(chosen("application/json", "application/hal+json", "application/json")).toBe(
    "application/json",
  );
  expect(chosen("application/xml", "application/json")).toBeUndefined();
});

test("a parameter of the range must be the media's own", () => {
  const types = ["application/json; version=1", "application/json; version=2"];
  expect(chosen("application/json; version=2", ...types)).toBe(types[1]);
  expect(chosen("application/json; version=3", ...types)).toBeUndefined();
  expect(chosen('application/json; version="2"', ...types)).toBe(types[1]);
});

test("a range of the document's is sent as the type that the client names", () => {
  expect(chosen("text/csv", "text/*")).toBe("text/* as text/csv");
  expect(chosen("image/png", "*/*")).toBe("*/* as image/png");
});

test("a range of the document's is JSON, plain text or bytes where the client names no type", () => {
  expect(chosen(undefined, "*/*")).toBe("*/* as application/json");
  expect(chosen("text/*", "*/*")).toBe("*/* as text/plain");
  expect(chosen("*/*", "text/*")).toBe("text/* as text/plain");
  expect(chosen("*/*", "application/*")).toBe("application/* as application/json");
  expect(chosen("*/*", "image/*")).toBe("image/* as application/octet-stream");
});

test("what is no media type is not chosen", () => {
  expect(chosen("*/*", "json", "text/plain")).toBe("text/plain");
  expect(chosen(undefined, "json")).toBeUndefined();
});
