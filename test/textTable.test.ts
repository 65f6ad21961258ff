import { describe, expect, it } from "vitest";
import { formatTable } from "../src/textTable.ts";

describe("formatTable", () => {
  it("pads each column to its longest cell and ends no line in blanks", () => {
    const rows = [
      ["NAME", "N", "NOTE"],
      ["a", "1000", ""],
      ["longer", "7", "x"],
    ];
    expect(formatTable(rows, [1]).split("\n")).toEqual([
      "  NAME       N  NOTE",
      "  a       1000",
      "  longer     7  x",
    ]);
  });

  it("keeps each row on one line, whatever is in its cells", () => {
    const rows = [["two\nlines", "a\u001b[31mb\u2028c"]];
    expect(formatTable(rows, [])).toBe("  two lines  a [31mb c");
  });
});
