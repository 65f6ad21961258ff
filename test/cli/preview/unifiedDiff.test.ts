import { expect, it } from "vitest";
import { unifiedDiff } from "../../../cli/preview/unifiedDiff.ts";

const TEXT = "a\nb\nc\nd\ne\nf\ng\nh\n";

it("shows changed lines with three lines around them", () => {
  expect(unifiedDiff(TEXT, TEXT.replace("a\n", "A\n")).split("\n")).toEqual([
    ...["- a", "+ A", "  b", "  c", "  d"],
  ]);
});

it("leaves out what is far from all changes, and says so between two", () => {
  const long = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  expect(unifiedDiff(long, long.replace("1\n", "").replace("9\n", "9\n10\n")).split("\n")).toEqual([
    ...["- 1", "  2", "  3", "  4", "  ...", "  7", "  8", "  9", "+ 10"],
  ]);
});

it.each([
  [TEXT, TEXT, ""],
  ["", "a\nb\n", "+ a\n+ b"],
  ["a\n", "", "- a"],
  ["a\nb", "a\nb\n", ""],
  ["a\nb", "a\nc", "  a\n- b\n+ c"],
])("%j to %j is %j", (before, after, diff) => {
  expect(unifiedDiff(before, after)).toBe(diff);
});
