import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/openapi/document/document.ts";
import { folderOf } from "../documents.ts";

function read(text: string) {
  const path = join(folderOf({ "a.yaml": text }), "a.yaml");
  const { file, faults } = readDocument(path);
  return { root: file?.root, faults };
}

describe("a file is read", () => {
  test.each<[string, string, unknown]>([
    ["as JSON", '{"a": [1, "b"]}', { a: [1, "b"] }],
    ["as JSON with tabs", '{\n\t"a":\t1\n}', { a: 1 }],
    ["as YAML", "a:\n  - 1\n  - b\n", { a: [1, "b"] }],
    ["as YAML in flow style that is no JSON", "{a: 1, b: [x]}", { a: 1, b: ["x"] }],
    ["without its byte order mark", "\uFEFFa: 1", { a: 1 }],
    [
      "with YAML dates and words as text",
      "a: 2020-01-02\nb: yes\nc: 1e3",
      { a: "2020-01-02", b: "yes", c: 1000 },
    ],
    [
      "with YAML aliases and merges",
      "x: &x {a: 1}\ny: *x\nz:\n  <<: *x\n  b: 2",
      { x: { a: 1 }, y: { a: 1 }, z: { a: 1, b: 2 } },
    ],
    [
      "with keys that objects have by themselves",
      '{"__proto__": {"a": 1}, "toString": 2}',
      JSON.parse('{"__proto__": {"a": 1}, "toString": 2}'),
    ],
    [
      "with a closing bracket as far left as its key",
      "a:\n  b: {\n    c: 1\n  }\nd: 2",
      { a: { b: { c: 1 } }, d: 2 },
    ],
  ])("%s", (_, text, root) => {
    expect(read(text)).toEqual({ root, faults: [] });
  });

  test.each([
    ["JSON", '{"a": [9223372036854775807, -9007199254740993]}'],
    ["YAML", "a:\n  - 9223372036854775807\n  - -9007199254740993\n"],
    ["YAML with other bases and signs", "a: [0x7FFFFFFFFFFFFFFF, -9007199254740993]\n"],
  ])("with all digits of its integers, as %s", (_, text) => {
    const root = { a: [9223372036854775807n, -9007199254740993n] };
    expect(read(text)).toEqual({ root, faults: [] });
  });

  test("as plain JSON: numbers beyond it become the nearest that it has", () => {
    expect(read("a: .inf\nb: -.inf\nc: .nan\nd: -0\ne: [-0.0]").root).toEqual({
      a: Number.MAX_VALUE,
      b: -Number.MAX_VALUE,
      c: null,
      d: 0,
      e: [0],
    });
    expect(read('{"a": 1e999, "b": -0}').root).toEqual({ a: Number.MAX_VALUE, b: 0 });
  });
});

describe("what is wrong with a file is told with its line", () => {
  test.each([
    ["YAML", "a: 1\nb: 0.12345678901234567890\nc: .inf\nd: 0.12345678901234567890 is text\n"],
    ["JSON", '{"a": 1,\n"b": 0.12345678901234567890,\n"c": 1e999, "d": "0.12345678901234567890"}'],
  ])("a number that JSON or a double does not hold, in %s", (_, text) => {
    expect(read(text).faults).toEqual([
      { what: "JSON has no number Infinity; 1.7976931348623157e+308 is used", line: 3 },
      {
        what: "a number does not hold all digits of 0.12345678901234567890; 0.12345678901234568 is used",
        line: 2,
      },
    ]);
  });

  test.each([
    ["nothing in it", "", undefined, "the file is empty"],
    ["only white space in it", " \n\n", undefined, "the file is empty"],
    ["only comments in it", "# nothing\n", undefined, "the file has no content"],
    ["null in it", "null", undefined, "the file has no content"],
    [
      "no end",
      '{\n  "a": [1,\n  "b": 2\n}',
      4,
      "the file is neither JSON nor YAML: missed comma between flow collection entries",
    ],
    [
      "wrong indentation",
      "a:\n  b: 1\n c: 2",
      3,
      "the file is neither JSON nor YAML: bad indentation of a mapping entry",
    ],
    [
      "an alias of nothing",
      "a: 1\nb: *x",
      2,
      'the file is neither JSON nor YAML: unidentified alias "x"',
    ],
    [
      "an unknown tag",
      "a: !thing 1",
      1,
      "the file is neither JSON nor YAML: unknown scalar tag !<!thing>",
    ],
    [
      "a value inside itself",
      "a: &a [*a]",
      undefined,
      "the file is nested more than 500 levels deep",
    ],
    [
      "endless depth",
      "[".repeat(501) + "]".repeat(501),
      undefined,
      "the file is nested more than 500 levels deep",
    ],
  ])("%s", (_, text, line, what) => {
    expect(read(text)).toEqual({ root: undefined, faults: [{ line, what }] });
  });

  test("aliases of aliases that stand for too many values", () => {
    const lines = ["a0: &a0 [1,1,1,1,1,1,1,1,1,1]"];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(",")}]`,
      );
    expect(read(lines.join("\n")).faults).toEqual([
      { line: undefined, what: "the file's YAML aliases stand for too many values" },
    ]);
  });

  test("a repeated key, whose last value counts", () => {
    expect(read("a: 1\nb: 2\na: 3")).toEqual({
      root: { a: 3, b: 2 },
      faults: [{ line: 3, what: "this key is there twice; the last one counts" }],
    });
  });
});

test("a file that cannot be read is missing, and why", () => {
  const folder = folderOf({});
  mkdirSync(join(folder, "sub"));
  expect(readDocument(join(folder, "none.yaml"))).toEqual({
    file: undefined,
    faults: [{ line: undefined, what: "there is no such file" }],
    missing: "there is no such file",
  });
  expect(readDocument(join(folder, "sub")).missing).toBe("it is a folder");
});
