import { describe, expect, test } from "vitest";
import { serialise } from "../../../src/server/http/serialise.ts";

const text = (value: unknown, type: string) => serialise(value, type).toString();

describe("a value is written", () => {
  test.each([
    ["application/json", { a: 1 }, '{"a":1}'],
    ["application/problem+json; charset=utf-8", "a", '"a"'],
    ["text/json", { a: 1 }, '{"a":1}'],
    ["model/gltf+json", "a", '"a"'],
    ["application/jsonl", [{ a: 1 }, 2], '{"a":1}\n2\n'],
    ["text/event-stream", undefined, ""],
    ["application/json", null, "null"],
    ["application/json", undefined, ""],
    ["application/xml", { a: 1 }, "<xml><a>1</a></xml>"],
    ["application/soap+xml", [1], "<xml>1</xml>"],
    ["application/xml", "<a/>", "<a/>"],
    ["text/plain", "a", "a"],
    ["text/xml", "<a/>", "<a/>"],
    ["image/png", "a", "a"],
    ["*/*", "a", "a"],
  ])("as %s", (type, value, written) => {
    expect(text(value, type)).toBe(written);
  });
});

describe("a value that is no text is not written", () => {
  test.each(["text/plain", "text/xml"])("as %s", (type) => {
    expect(() => text({}, type)).toThrow("Cannot serialise complex objects as text");
  });

  test.each(["image/png", "*/*", "application/x-www-form-urlencoded"])("as %s", (type) => {
    expect(() => text(1, type)).toThrow(`Cannot find serializer for ${type}`);
  });
});
