import { describe, expect, test } from "vitest";

import { parseMultipart } from "../../../src/server/http/multipart.ts";

const DISPOSITION = "Content-Disposition: form-data";

function partsOf(text: string, boundary = "cut") {
  return parseMultipart(Buffer.from(text), boundary).map(({ name, bytes, isFile, type }) => ({
    name,
    text: bytes.toString(),
    ...(isFile && { isFile }),
    ...(type && { type: `${type.type}/${type.subtype}` }),
  }));
}

test("the parts of a form are in order, with their names, types and bytes", () => {
  const text = [
    "preamble",
    "--cut",
    `${DISPOSITION}; name="a"`,
    "",
    "1\r\n2",
    "--cut \t",
    `content-disposition: FORM-DATA; filename="x;y.png"; name="f"`,
    "content-TYPE: image/png",
    "",
    "\u00e9",
    "--cut",
    `${DISPOSITION}; name=a`,
    "",
    "",
    "--cut--",
    "epilogue",
  ].join("\r\n");
  expect(partsOf(text)).toEqual([
    { name: "a", text: "1\r\n2" },
    { name: "f", text: "\u00e9", isFile: true, type: "image/png" },
    { name: "a", text: "" },
  ]);
});

test("the headers of a part are by names in lower case", () => {
  const text = `--cut\r\n${DISPOSITION}; name=a\r\nX-Owner:  \u00e9 \r\n\r\n1\r\n--cut--`;
  const [part] = parseMultipart(Buffer.from(text), "cut");
  expect(part?.headers.get("x-owner")).toBe("\u00e9");
});

describe("a name", () => {
  test.each([
    [`name="a%22b"`, 'a"b'],
    [`name="a\\"b"`, 'a"b'],
    [`name="\u00e9 1"`, "\u00e9 1"],
    [`name="100%"`, "100%"],
    [`name="a%41"`, "a%41"],
  ])("%s is read as browsers write it", (parameter, name) => {
    const text = `--cut\r\n${DISPOSITION}; ${parameter}\r\n\r\n1\r\n--cut--`;
    expect(partsOf(text)).toEqual([{ name, text: "1" }]);
  });
});

test("a line that only begins like the delimiter is content", () => {
  const text = `--cut\r\n${DISPOSITION}; name=a\r\n\r\n1\r\n--cutter\r\n2\r\n--cut--`;
  expect(partsOf(text)).toEqual([{ name: "a", text: "1\r\n--cutter\r\n2" }]);
});

test.each([
  ["nonsense"],
  [""],
  [`--cut\r\n${DISPOSITION}; name=a\r\n\r\n1`],
  [`--cut\r\n${DISPOSITION}; name=a\r\n\r\n1\r\n--other--`],
])("a form that does not end has no parts: %j", (text) => {
  expect(partsOf(text)).toEqual([]);
});

test.each([[`${DISPOSITION}`], ["X-A: 1"], ["Content-Disposition: attachment; name=a"]])(
  "a part without a name is left out: %s",
  (header) => {
    const good = `--cut\r\n${DISPOSITION}; name=b\r\n\r\n2\r\n`;
    expect(partsOf(`--cut\r\n${header}\r\n\r\n1\r\n${good}--cut--`)).toEqual([
      { name: "b", text: "2" },
    ]);
  },
);
