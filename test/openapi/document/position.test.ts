import { expect, test } from "vitest";
import { linesOf } from "../../../src/openapi/document/position.ts";

function lines(text: string, pointers: string[]) {
  return Object.fromEntries(linesOf({ text }, pointers));
}

test("a value's line is that of its key", () => {
  const text = "a: 1\nb:\n  c:\n    - x\n    - d: 2\n      e: 3\n";
  expect(lines(text, ["", "/a", "/b", "/b/c", "/b/c/0", "/b/c/1", "/b/c/1/e"])).toEqual({
    "": 1,
    "/a": 1,
    "/b": 2,
    "/b/c": 3,
    "/b/c/0": 4,
    "/b/c/1": 5,
    "/b/c/1/e": 6,
  });
});

test("JSON, with tabs too", () => {
  const text = '{\n\t"a": {\n\t\t"b": [\n\t\t\t1,\n\t\t\t{"c": 2}\n\t\t]\n\t}\n}';
  expect(lines(text, ["/a", "/a/b", "/a/b/0", "/a/b/1/c"])).toEqual({
    "/a": 2,
    "/a/b": 3,
    "/a/b/0": 4,
    "/a/b/1/c": 5,
  });
});

test("keys are compared as a JSON pointer writes them, and as they are read", () => {
  const text = 'paths:\n  /pets/{id}:\n    "~x\\u0041": 1\n  200: 2\n';
  expect(lines(text, ["/paths/~1pets~1{id}", "/paths/~1pets~1{id}/~0xA", "/paths/200"])).toEqual({
    "/paths/~1pets~1{id}": 2,
    "/paths/~1pets~1{id}/~0xA": 3,
    "/paths/200": 4,
  });
});

test("what is not there has the line of what is nearest above it", () => {
  const text = "a:\n  b: &x\n    c: 1\nd: *x\n";
  expect(lines(text, ["/a/none/at/all", "/none", "/d/c", "/a/b/c/0"])).toEqual({
    "/a/none/at/all": 1,
    "/none": 1,
    "/d/c": 4,
    "/a/b/c/0": 3,
  });
});

test("a text that cannot be parsed has line 1 for everything", () => {
  expect(lines("a: [1\nb: 2", ["/b"])).toEqual({ "/b": 1 });
});
