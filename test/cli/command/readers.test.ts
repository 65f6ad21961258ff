import { expect, test } from "vitest";
import { integer, oneOf } from "../../../cli/command/readers.ts";

test("a number is digits alone, within its limits", () => {
  const { expected, read } = integer(1, 20);
  expect(expected).toBe("a number from 1 to 20");
  expect(["1", "20", "0", "21", "1.5", "1e1", "-1", " 1", ""].map(read)).toEqual([
    ...[1, 20],
    ...Array(7).fill(undefined),
  ]);
});

test("a number without an upper limit says so", () => {
  const { expected, read } = integer(1);
  expect([expected, read("70000")]).toEqual(["a number from 1", 70_000]);
});

test("a choice is one of its words, exactly", () => {
  const { expected, read, choices } = oneOf(["bash", "zsh"]);
  expect([expected, choices]).toEqual(["one of bash, zsh", ["bash", "zsh"]]);
  expect(["zsh", "Zsh", ""].map(read)).toEqual(["zsh", undefined, undefined]);
});
