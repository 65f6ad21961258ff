import { describe, expect, test } from "vitest";
import { compileFiles, document20, document31, onlyRoute } from "./documents.ts";

describe("from 3.0 on", () => {
  test("the body has media types, and is optional unless it says otherwise", () => {
    const requestBody = {
      content: {
        "application/json": { schema: { type: "object" }, example: { a: 1 } },
        "multipart/form-data": {
          schema: { type: "object" },
          encoding: {
            file: { contentType: "image/png" },
            tags: { style: "form", explode: false, allowReserved: true },
            x: { allowReserved: false },
          },
        },
      },
    };
    expect(onlyRoute(document31({ "/a": { put: { requestBody } } })).body).toEqual({
      required: false,
      content: [
        {
          type: "application/json",
          schema: { type: "object" },
          examples: [{ name: "default", value: { a: 1 } }],
        },
        {
          type: "multipart/form-data",
          schema: { type: "object" },
          examples: [],
          encoding: {
            file: { contentType: "image/png" },
            tags: { style: "form", explode: false, allowReserved: true },
            x: {},
          },
        },
      ],
    });
  });

  test.each([
    ["that cannot be found", { $ref: "#/x" }, '"$ref" leads nowhere: "#/x"'],
    ["that is none", [], "expected a request body, received []"],
  ])("a body %s is reported, and the operation takes any", (_, requestBody, what) => {
    const { table, problems } = compileFiles({
      "api.json": document31({ "/a": { put: { requestBody } } }),
    });
    expect(problems).toEqual([`api.json:1: PUT /a: ${what}.`]);
    expect(table.routes.map(({ body }) => body)).toEqual([undefined]);
  });
});

describe("in 2.0", () => {
  const schema = { type: "object" };
  const body = (required?: boolean) => ({ name: "any", in: "body", required, schema });

  test.each([
    [
      "the operation's media types",
      { consumes: ["text/xml"] },
      { consumes: ["text/plain"] },
      ["text/xml"],
    ],
    [
      "the document's media types",
      {},
      { consumes: ["text/plain", "text/html"] },
      ["text/plain", "text/html"],
    ],
    ["JSON when there are no media types", {}, {}, ["application/json"]],
    [
      "JSON when the operation takes the media types back",
      { consumes: [] },
      { consumes: ["text/plain"] },
      ["application/json"],
    ],
    [
      "media types that are no form's",
      {},
      { consumes: ["multipart/form-data", "text/plain", "application/x-www-form-urlencoded"] },
      ["text/plain"],
    ],
  ])("the body has %s", (_, operation, document, types) => {
    const paths = { "/a": { put: { ...operation, parameters: [body(true)] } } };
    expect(onlyRoute(document20(paths, document)).body).toEqual({
      required: true,
      content: types.map((type) => ({ type, schema, examples: [] })),
    });
  });

  test("form fields are one optional body, with an encoding for lists: commas, if they name no other", () => {
    const list = { in: "formData", type: "array", items: { type: "integer" } };
    const formats = ["multi", "csv", "ssv", "pipes", "tsv"];
    const parameters = [
      { name: "a", in: "formData", type: "string", required: true },
      { name: "b", ...list },
      ...formats.map((collectionFormat) => ({ name: collectionFormat, ...list, collectionFormat })),
    ];
    const consumes = ["application/json", "application/x-www-form-urlencoded"];
    const items = { type: "array", items: { type: "integer" } };
    expect(onlyRoute(document20({ "/a": { put: { parameters, consumes } } })).body).toEqual({
      required: false,
      content: [
        {
          type: "application/x-www-form-urlencoded",
          schema: {
            type: "object",
            properties: {
              a: { type: "string" },
              b: items,
              multi: items,
              csv: items,
              ssv: items,
              pipes: items,
              tsv: items,
            },
            required: ["a"],
          },
          examples: [],
          encoding: {
            b: { style: "commaDelimited", explode: false },
            multi: { style: "form", explode: true },
            csv: { style: "commaDelimited", explode: false },
            ssv: { style: "spaceDelimited", explode: false },
            pipes: { style: "pipeDelimited", explode: false },
            tsv: { style: "tabDelimited", explode: false },
          },
        },
      ],
    });
  });

  test("a form has the form types that the operation names, or else those that can hold it", () => {
    const file = { name: "f", in: "formData", type: "file" };
    const text = { name: "t", in: "formData", type: "string" };
    const typesOf = (parameters: object[], consumes?: string[]) =>
      onlyRoute(document20({ "/a": { put: { parameters, consumes } } })).body?.content.map(
        ({ type }) => type,
      );
    const urlencoded = "application/x-www-form-urlencoded";
    expect(typesOf([text], ["text/a", urlencoded])).toEqual([urlencoded]);
    expect(typesOf([text], ["application/json"])).toEqual(["multipart/form-data", urlencoded]);
    expect(typesOf([text])).toEqual(["multipart/form-data", urlencoded]);
    expect(typesOf([text, file])).toEqual(["multipart/form-data"]);
  });

  test("a field that may be empty takes an empty text beside its schema; one that may not has a text", () => {
    const field = { in: "formData", type: "string" };
    const parameters = [
      { ...field, name: "a", allowEmptyValue: true, minLength: 3 },
      { ...field, name: "b", allowEmptyValue: false },
      { ...field, name: "c", allowEmptyValue: false, minLength: 3 },
      { ...field, name: "d" },
    ];
    const [media] = onlyRoute(document20({ "/a": { put: { parameters } } })).body?.content ?? [];
    expect(media?.schema).toEqual({
      type: "object",
      properties: {
        a: { anyOf: [{ type: "string", minLength: 3 }, { const: "" }] },
        b: { type: "string", minLength: 1 },
        c: { type: "string", minLength: 3 },
        d: { type: "string" },
      },
    });
  });

  test("a file is a field of any content", () => {
    const parameters = [{ name: "f", in: "formData", type: "file", required: true }];
    const contentOf = (consumes: string[]) =>
      onlyRoute(document20({ "/a": { put: { parameters, consumes } } })).body?.content;
    const schema = { type: "object", properties: { f: {} }, required: ["f"] };
    expect(contentOf(["multipart/form-data"])).toEqual([
      { type: "multipart/form-data", schema, examples: [] },
    ]);
  });
});
