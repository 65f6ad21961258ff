import { expect, test } from "vitest";
import { contentsOf, textIn } from "../../src/http/xml.ts";

test("texts have the characters that XML replaces, each replaced once", () => {
  const xml = "<Key>a &amp;lt; &lt;&gt;&quot;&apos; &#233;&#xe9; &unknown;</Key>";
  expect(textIn(xml, "Key")).toBe(`a &lt; <>"' éé &unknown;`);
});

test("the first element of a name counts, and one that is not there is undefined", () => {
  expect(textIn("<A><B>1</B></A><B>2</B>", "B")).toBe("1");
  expect(textIn("<A/>", "B")).toBeUndefined();
});

test("contents may have elements and lines", () => {
  expect(contentsOf("<A>\n<B>1</B>\n</A><A>2</A>", "A")).toEqual(["\n<B>1</B>\n", "2"]);
});
