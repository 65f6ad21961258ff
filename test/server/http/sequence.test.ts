import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMediaType } from "../../../src/server/http/mediaType.ts";
import { itemTexts, readItems, sequenceKind } from "../../../src/server/http/sequence.ts";

test.each([
  ["application/x-ndjson", "lines"],
  ["application/ndjson; charset=utf-8", "lines"],
  ["application/jsonl", "lines"],
  ["application/x-jsonlines", "lines"],
  ["application/vnd.shop+jsonl", "lines"],
  ["application/json-seq", "records"],
  ["application/geo+json-seq", "records"],
  ["text/event-stream", "events"],
  ["application/json", undefined],
  ["text/plain", undefined],
])("%s has items that are %s", (type, kind) => {
  const parsed = parseMediaType(type);
  expect(parsed && sequenceKind(parsed)).toBe(kind);
});

describe("lines and records", () => {
  test.each([
    ["a value is one item", { a: 1 }, ['{"a":1}\n'], ['\u001e{"a":1}\n']],
    [
      "a list has several",
      [{ a: 1 }, [2]],
      ['{"a":1}\n', "[2]\n"],
      ['\u001e{"a":1}\n', "\u001e[2]\n"],
    ],
    ["a text that is no JSON is one", "a b", ['"a b"\n'], ['\u001e"a b"\n']],
    ["an absent body has none", undefined, [], []],
  ])("%s", (_, body, lines, records) => {
    expect([itemTexts(body, "lines"), itemTexts(body, "records")]).toEqual([lines, records]);
  });

  test("a text that is a sequence already stays as it is", () => {
    expect(itemTexts('{"a": 1}\n{"a": 2}', "lines")).toEqual(['{"a": 1}\n', '{"a": 2}']);
    expect(itemTexts("\u001e1\n\u001e2\n", "records")).toEqual(["\u001e1\n", "\u001e2\n"]);
    expect(itemTexts("1\n2", "records")).toEqual(["\u001e1\n", "\u001e2\n"]);
  });

  test.each(["lines", "records"] as const)("what is written is read as it was: %s", (kind) => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (items) => {
        const text = itemTexts(items, kind).join("");
        expect(itemTexts(readItems(text, kind), kind).join("")).toBe(text);
        expect(readItems(text, kind)).toHaveLength(items.length);
      }),
      { seed: 1 },
    );
  });

  test("integers keep all their digits", () => {
    const text = "9007199254740993\n";
    expect(readItems(text, "lines")).toEqual([9007199254740993n]);
    expect(itemTexts([9007199254740993n], "lines")).toEqual([text]);
  });

  test("a line that is no JSON makes no sequence", () => {
    expect([readItems("{}\n{", "lines"), readItems("\u001e{", "records")]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("events", () => {
  test.each([
    [
      "have their fields, and a line for each line of the data",
      [{ event: "ping", data: "a\nb", id: "1", retry: 500 }],
      ["event: ping\ndata: a\ndata: b\nid: 1\nretry: 500\n\n"],
    ],
    ["have data that is no text as JSON", [{ data: { a: 1 } }], ['data: {"a":1}\n\n']],
    [
      "consist of data if they have no such fields",
      [{ a: 1 }, "text", {}],
      ['data: {"a":1}\n\n', "data: text\n\n", "data: {}\n\n"],
    ],
    [
      "are divided if they are written already",
      "data: a\n\ndata: b\n\n",
      ["data: a\n\n", "data: b\n\n"],
    ],
    ["a text that is none is the data of one", "hello", ["data: hello\n\n"]],
  ])("%s", (_, body, texts) => {
    expect(itemTexts(body, "events")).toEqual(texts);
  });

  test("are read by the rules of the HTML standard", () => {
    const text =
      ": comment\n\nevent: ping\r\ndata:a\r\ndata: b\r\nother: x\r\n\r\ndata\n\nretry: 10\nid: 1\n\n";
    expect(readItems(text, "events")).toEqual([
      { event: "ping", data: "a\nb" },
      { data: "" },
      { retry: 10, id: "1" },
    ]);
    expect([readItems("", "events"), readItems("hello", "events")]).toEqual([[], undefined]);
  });
});
