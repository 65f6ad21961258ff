import { expect, test } from "vitest";
import { parseBaggage } from "../../src/routing/baggage.ts";

test("members have a name, a decoded value and their properties", () => {
  expect(parseBaggage("a=1, b = %C3%A9%2C ;p;q=2,\tc=")).toEqual([
    { name: "a", value: "1", properties: [] },
    { name: "b", value: "é,", properties: ["p", "q=2"] },
    { name: "c", value: "", properties: [] },
  ]);
});

test("a value may contain an equals sign", () => {
  expect(parseBaggage("a=b=c")).toEqual([{ name: "a", value: "b=c", properties: [] }]);
});

test.each(["", " , ", "a", "=1", " =1"])("%j has no member", (text) => {
  expect(parseBaggage(text)).toEqual([]);
});

test("a broken escape is kept, and escaped octets that are not UTF-8 become U+FFFD", () => {
  expect(parseBaggage("a=%2,b=%zz%41,c=%ff").map(({ value }) => value)).toEqual([
    "%2",
    "%zzA",
    "\ufffd",
  ]);
});
