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
            tags: { style: "form", explode: false },
            x: {},
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
            tags: { style: "form", explode: false },
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
    ["JSON when there are none", {}, {}, ["application/json"]],
    [
      "JSON when the operation takes none back",
      { consumes: [] },
      { consumes: ["text/plain"] },
      ["application/json"],
    ],
  ])("the body has %s", (_, operation, document, types) => {
    const paths = { "/a": { put: { ...operation, parameters: [body(true)] } } };
    expect(onlyRoute(document20(paths, document)).body).toEqual({
      required: true,
      content: types.map((type) => ({ type, schema, examples: [] })),
    });
  });

  test("form fields are one body", () => {
    const parameters = [
      { name: "a", in: "formData", type: "string", required: true },
      {
        name: "b",
        in: "formData",
        type: "array",
        items: { type: "integer" },
        collectionFormat: "multi",
      },
    ];
    expect(
      onlyRoute(document20({ "/a": { put: { parameters, consumes: ["application/json"] } } })).body,
    ).toEqual({
      required: true,
      content: [
        {
          type: "application/x-www-form-urlencoded",
          schema: {
            type: "object",
            properties: { a: { type: "string" }, b: { type: "array", items: { type: "integer" } } },
            required: ["a"],
          },
          examples: [],
          encoding: { b: { style: "form", explode: true } },
        },
      ],
    });
  });

  test("a file makes the form multipart, unless the operation names form types", () => {
    const parameters = [{ name: "f", in: "formData", type: "file" }];
    const schemaOfForm = {
      type: "object",
      properties: { f: { type: "string", format: "binary" } },
    };
    const contentOf = (consumes: string[]) =>
      onlyRoute(document20({ "/a": { put: { parameters, consumes } } })).body;
    expect(contentOf([])).toEqual({
      required: false,
      content: [{ type: "multipart/form-data", schema: schemaOfForm, examples: [] }],
    });
    expect(
      contentOf(["application/x-www-form-urlencoded", "multipart/form-data"])?.content.map(
        ({ type }) => type,
      ),
    ).toEqual(["application/x-www-form-urlencoded", "multipart/form-data"]);
  });
});
