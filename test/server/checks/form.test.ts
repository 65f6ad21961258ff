import { describe, expect, test } from "vitest";

import type { Encoding, Schema } from "../../../src/openapi/table/table.ts";
import { createFormReader } from "../../../src/server/checks/form.ts";
import { parseMediaType } from "../../../src/server/http/mediaType.ts";

const FORM = "application/x-www-form-urlencoded";
const context = { shared: {}, checks: () => () => [], part: "body" } as const;
const list: Schema = { type: "array", items: { type: "integer" } };

function read(
  text: string,
  properties: Record<string, Schema> | undefined,
  encoding: Record<string, Encoding> = {},
  sent = FORM,
): unknown {
  const type = parseMediaType(sent);
  if (type === undefined) throw new Error(`expected a media type, received ${sent}`);
  const schema: Schema = { type: "object", ...(properties && { properties }) };
  const reader = createFormReader({ schema, encoding }, context);
  return reader(Buffer.from(text), type);
}

describe("a form's fields", () => {
  test("are texts, decoded; the last of a name counts, unless it is a list's", () => {
    const properties = { a: {}, "b c": {}, d: list, e: {} };
    expect(read("a=1&a=2&b%20c=x+y%2B&d=1,2&z=9&e", properties)).toEqual({
      value: { a: "2", "b c": "x y+", d: ["1,2"], e: "", z: "9" },
    });
    expect(read("a=%zz", { a: {}, b: {} })).toEqual({ value: { a: "%zz", b: undefined } });
  });

  test("are all read where no properties are declared", () => {
    expect(read("a=1&b=2=3", undefined)).toEqual({ value: { a: "1", b: "2=3" } });
  });

  test("are those of the members of an allOf as well", () => {
    const schema: Schema = { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] };
    const type = parseMediaType(FORM);
    if (type === undefined) throw new Error("unreachable");
    const reader = createFormReader({ schema }, context);
    expect(reader(Buffer.from("a=1&b=2&c=3"), type)).toEqual({
      value: { a: "1", b: "2", c: "3" },
    });
  });

  test.each<[string, Schema, Encoding, unknown]>([
    ["p=1", list, { style: "form" }, ["1"]],
    ["p=1%2C2", list, { style: "form", explode: false }, ["1", "2"]],
    ["", list, { style: "form", explode: false }, undefined],
    ["", list, { style: "commaDelimited", explode: false }, undefined],
    ["p=1%7C2", list, { style: "pipeDelimited" }, ["1", "2"]],
    ["p=1%25202", list, { style: "spaceDelimited" }, ["1", "2"]],
    ["p%5Ba%5D=1", { type: "object", properties: { a: {} } }, { style: "deepObject" }, { a: "1" }],
    ["p=1,2", list, { contentType: "text/plain" }, ["1,2"]],
    ["p=1,2", list, { style: "simple" }, ["1,2"]],
    ["p=1%092", list, { style: "tabDelimited" }, ["1", "2"]],
    ["p=1&p=2", list, {}, ["1", "2"]],
    ["p=1&p=2", list, { style: "form" }, ["1", "2"]],
    ["p=1&p=2", { type: "integer" }, { style: "form" }, "2"],
  ])("%s of %j are taken apart by %j", (text, schema, encoding, expected) => {
    expect(read(text, { p: schema }, { p: encoding })).toEqual({ value: { p: expected } });
  });

  test("of a list of objects are JSON, cut at commas or not", () => {
    const objects: Schema = { type: "array", items: { type: "object" } };
    const encoding = { p: { style: "form", explode: false, allowReserved: true } } as const;
    expect(read('p={"a":1,"b":2},{"a":3}', { p: objects }, encoding)).toEqual({
      value: { p: [{ a: 1, b: 2 }, { a: 3 }] },
    });
    expect(read("p={a}", { p: objects }, encoding)).toEqual({
      violations: [
        {
          severity: "Error",
          code: 415,
          message:
            "Cannot deserialize JSON object array in form data request body. Make sure the array is in JSON",
        },
      ],
    });
  });

  test("of a list of objects are their properties, where the style is deepObject", () => {
    const items: Schema = { type: "object", properties: { a: {}, b: {} } };
    const properties: Record<string, Schema> = { p: { type: "array", items } };
    const encoding = { p: { style: "deepObject", explode: true } } as const;
    expect(read("p[0][a]=x&p[0][b]=y&p[1][a]=z", properties, encoding)).toEqual({
      value: { p: [{ a: "x", b: "y" }, { a: "z" }] },
    });
  });

  test("with a style must have reserved characters escaped, unless they are allowed", () => {
    const styled = (allowReserved?: true) =>
      read(
        "p=a/b&q=a/b",
        { p: {}, q: {} },
        { p: { style: "form", ...(allowReserved && { allowReserved }) } },
      );
    expect(styled()).toEqual({
      violations: [
        {
          location: ["body", "p"],
          severity: "Error",
          message: "Reserved characters used in request body",
        },
      ],
    });
    expect(styled(true)).toEqual({ value: { p: "a/b", q: "a/b" } });
    const commas = { style: "form", explode: false } as const;
    expect(read("p=1,2", { p: list }, { p: commas })).toEqual({ value: { p: ["1", "2"] } });
    expect(read("p=1,2/3", { p: list }, { p: commas })).toMatchObject({ violations: [{}] });
  });
});

describe("fields without a style have media types", () => {
  const object: Schema = { type: "object", properties: { a: { type: "integer" } } };
  const json = { contentType: "application/json" };

  test.each<[string, Schema, Encoding, unknown]>([
    ['p={"a":1}', object, json, { a: 1 }],
    ['p={"a":1}', object, {}, { a: 1 }],
    ["p=[1,2]", list, json, [1, 2]],
    ["p=1&p=2", list, json, [1, 2]],
    ['p={"a":1}&p={"a":2}', { type: "array", items: object }, {}, [{ a: 1 }, { a: 2 }]],
    ['p="x"', { type: "string" }, json, "x"],
    ['p="x"', { type: "string" }, {}, '"x"'],
    ["p=x", { type: "string" }, { contentType: "text/plain, application/json" }, "x"],
    ['p={"a":1}', { anyOf: [object, { type: "null" }] }, {}, { a: 1 }],
    ["p=x", { oneOf: [object, { type: "string" }] }, {}, "x"],
    ["a=1", object, {}, { a: "1" }],
    ["p=nonsense", object, {}, "nonsense"],
  ])("%s of %j by %j", (text, schema, encoding, expected) => {
    expect(read(text, { p: schema }, { p: encoding })).toEqual({ value: { p: expected } });
  });

  test("that are no JSON, but must be, are told so", () => {
    expect(read("p={", { p: {} }, { p: json })).toEqual({
      value: { p: "{" },
      found: [
        {
          location: ["body", "p"],
          severity: "Error",
          code: "contentMediaType",
          message:
            "Request body property p must be JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
        },
      ],
    });
  });

  test("of an exploded object are those that no other property has", () => {
    expect(read("a=1&b=2", { p: { properties: { a: {}, b: {} } }, a: {} })).toEqual({
      value: { p: { b: "2" }, a: "1" },
    });
  });
});

describe("a multipart form", () => {
  const part = (name: string, value: string, rest = "") =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`;

  test("has its parts, files as well, as texts", async () => {
    const text = `${part("a", "1+%41")}${part("a", "2+%42")}${part("f", "bytes", '; filename="f.png"')}--cut--\r\n`;
    const sent = "multipart/form-data; boundary=cut";
    expect(await read(text, { a: {}, f: {}, g: {} }, {}, sent)).toEqual({
      value: { a: "2+%42", f: "bytes", g: undefined },
    });
    expect(await read("nonsense", { a: {} }, {}, sent)).toEqual({ value: { a: undefined } });
  });

  test("has lists of files, and JSON by the type of a part", async () => {
    const sent = "multipart/form-data; boundary=cut";
    const json = "\r\nContent-Type: application/json";
    const file = '; filename="f"\r\nContent-Type: image/png';
    const text = [
      part("files", "\u00ff", file),
      part("files", "2", file),
      part("meta", '{"a":1}', json),
      part("tags", '["x"]', json),
      part("plain", '{"a":1}', json),
      "--cut--\r\n",
    ].join("");
    const files: Schema = { type: "array", items: { type: "string", format: "binary" } };
    const properties = {
      files,
      meta: { type: "object" },
      tags: { type: "array", items: { type: "string" } },
      plain: { type: "string" },
    };
    expect(read(text, properties, {}, sent)).toEqual({
      value: {
        // A character for each byte of the file.
        files: ["\u00c3\u00bf", "2"],
        meta: { a: 1 },
        tags: ["x"],
        plain: '{"a":1}',
      },
    });
  });

  test("without boundary is of no type", () => {
    expect(read("", { a: {} }, {}, "multipart/form-data")).toMatchObject({
      violations: [{ code: 415, message: expect.stringMatching(/^Boundary parameter/) }],
    });
  });
});
