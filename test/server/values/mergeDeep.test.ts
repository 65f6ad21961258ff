import { expect, test } from "vitest";
import { mergeDeep } from "../../../src/server/values/mergeDeep.ts";

test("the last of two members with one name counts, unless both are objects", () => {
  expect(mergeDeep([{ a: 1, b: { x: 1 } }, { a: 2, b: { y: 2 }, c: 3 }, { b: { x: 4 } }])).toEqual({
    a: 2,
    b: { x: 4, y: 2 },
    c: 3,
  });
});

test("lists are merged by index, and are a list when the last is one", () => {
  expect(mergeDeep([[1, 2, 3], [{}]])).toEqual([{}, 2, 3]);
  expect(mergeDeep([[1, 2], { a: 3 }])).toEqual({ 0: 1, 1: 2, a: 3 });
});

test("a name of the prototype's is a name like any other, and what is given stays as it is", () => {
  const hostile: object = JSON.parse('{"__proto__":{"a":1}}');
  expect(JSON.stringify(mergeDeep([hostile, JSON.parse('{"__proto__":{"b":2}}')]))).toBe(
    '{"__proto__":{"a":1,"b":2}}',
  );
  expect(JSON.stringify(hostile)).toBe('{"__proto__":{"a":1}}');
  expect("a" in {}).toBe(false);
});
