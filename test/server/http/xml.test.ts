import { expect, test } from "vitest";
import { toXml } from "../../../src/server/http/xml.ts";

test.each<[string, unknown, string]>([
  ["an object has an element for every member", { a: 1, b: { c: "x" } }, "<a>1</a><b><c>x</c></b>"],
  ["a list is elements of one name", { a: [1, { b: 2 }] }, "<a>1</a><a><b>2</b></a>"],
  ["a list in a list has its indexes for names", { a: [[1, 2]] }, "<a><0>1</0><1>2</1></a>"],
  ["an empty list is nothing, an empty object an element", { a: [], b: {} }, "<b></b>"],
  ["null is an empty element, in a list before the others", { a: [1, null] }, "<a/><a>1</a>"],
  ["what is not there is left out", { a: undefined, b: "" }, "<b></b>"],
  ["characters of XML are escaped", { a: `<&>"'` }, "<a>&lt;&amp;&gt;&quot;&apos;</a>"],
  ["text stands for itself", { "#text": "a<", b: true }, "a&lt;<b>true</b>"],
])("%s", (_, value, inner) => {
  expect(toXml(value)).toBe(`<xml>${inner}</xml>`);
});

test("a list at the root is several roots", () => {
  expect(toXml([1, null, { a: 2 }])).toBe("<xml/><xml>1</xml><xml><a>2</a></xml>");
  expect(toXml(null)).toBe("<xml/>");
});
