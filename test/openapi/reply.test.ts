import { describe, expect, test } from "vitest";
import type { Reply } from "../../src/openapi/table/table.ts";
import { compileFiles, document20, document31, onlyRoute } from "./documents.ts";

function replies31(responses: unknown): Reply[] {
  return onlyRoute(document31({ "/a": { get: { responses } } })).responses;
}

function replies20(response: object, operation: object = {}, document: object = {}): Reply[] {
  return onlyRoute(
    document20({ "/a": { get: { responses: { 200: response }, ...operation } } }, document),
  ).responses;
}

const EMPTY = { description: "", headers: [], content: [] };

describe("an operation's responses", () => {
  test("are in the document's order, with their statuses in one form", () => {
    expect(
      replies31({ default: {}, "4xx": {}, "2XX": {}, "x-other": {} }).map(({ status }) => status),
    ).toEqual(["default", "4xx", "2XX"]);
  });

  test.each([[undefined], [null], [{}]])("may be none: %j", (responses) => {
    expect(replies31(responses)).toEqual([]);
  });

  test("that cannot be found keep their status and are empty", () => {
    const responses = { 200: { $ref: "#/x" }, 404: "gone", 700: {} };
    const { table, problems } = compileFiles({
      "api.json": document31({ "/a": { get: { responses } } }),
    });
    expect(table.routes[0]?.responses).toEqual([
      { status: "200", ...EMPTY },
      { status: "404", ...EMPTY },
    ]);
    expect(problems).toEqual([
      'api.json:1: GET /a: "$ref" leads nowhere: "#/x".',
      'api.json:1: GET /a: expected a response, received "gone".',
      'api.json:1: GET /a: expected a status such as 200, 4XX or default, received "700".',
    ]);
  });

  test("1xx are left out, because none of them ends an exchange", () => {
    const written = { 100: {}, 101: {}, "1XX": {}, "1xx": {}, 204: {} };
    expect(replies31(written).map(({ status }) => status)).toEqual(["204"]);
  });

  test("1xx alone are reported", () => {
    const paths = { "/a": { get: { responses: { 101: {} } } } };
    const { table, problems } = compileFiles({ "api.json": document31(paths) });
    expect(table.routes[0]?.responses).toEqual([]);
    expect(problems).toEqual([
      "api.json:1: GET /a: expected a final response such as 200, received only 1xx.",
    ]);
  });

  test("that are no mapping leave the operation out", () => {
    const paths = { "/a": { get: { responses: ["200"] }, put: {} } };
    const { table, problems } = compileFiles({ "api.json": document31(paths) });
    expect(table.routes.map(({ key }) => key)).toEqual(["PUT /a"]);
    expect(problems).toEqual([
      'api.json:1: GET /a: "responses": expected a mapping of statuses, received ["200"].\n  Left out: GET /a.',
    ]);
  });
});

describe("a response's headers", () => {
  test("have a schema, their own or that of a content, and an example; Content-Type is none", () => {
    const headers = {
      "X-Rate": { required: true, schema: { type: "integer" }, example: 5 },
      "x-json": { content: { "application/json": { schema: { type: "object" }, example: 6 } } },
      "content-type": { schema: { type: "string" } },
    };
    expect(replies31({ 200: { description: "D", headers } })).toEqual([
      {
        status: "200",
        description: "D",
        headers: [
          { name: "X-Rate", required: true, schema: { type: "integer" }, example: 5 },
          {
            name: "x-json",
            required: false,
            schema: { type: "object" },
            contentType: "application/json",
            example: 6,
          },
        ],
        content: [],
      },
    ]);
  });

  test("have as example the first of the content, then of those with names, then the single one", () => {
    const header = (own: object) =>
      replies31({ 200: { headers: { a: own } } })[0]?.headers[0]?.example;
    const content = { "text/plain": { examples: { x: { value: 1 } }, example: 2 } };
    const all = { content, examples: { y: { value: 3 } }, example: 4 };
    expect(header(all)).toBe(1);
    expect(header({ ...all, content: { "text/plain": { example: 2 } } })).toBe(2);
    expect(header({ ...all, content: {} })).toBe(3);
    expect(header({ example: 4 })).toBe(4);
    expect(header({ example: null })).toBe(null);
    expect(header({ examples: { y: { externalValue: "a" } }, example: 4 })).toBe(null);
  });

  test("say how an object is written", () => {
    const written = { a: { explode: true, schema: {} }, b: { explode: false, schema: {} } };
    expect(replies31({ 200: { headers: written } })[0]?.headers).toEqual([
      { name: "a", required: false, schema: {}, explode: true },
      { name: "b", required: false, schema: {} },
    ]);
  });

  test.each([
    ["csv", {}],
    ["ssv", { separator: " " }],
    ["tsv", { separator: "\t" }],
    ["pipes", { separator: "|" }],
  ])("in 2.0 say by the collection format %s how a list is written", (collectionFormat, own) => {
    const headers = { a: { type: "array", collectionFormat } };
    expect(replies20({ headers })[0]?.headers).toEqual([
      { name: "a", required: false, schema: { type: "array" }, ...own },
    ]);
  });

  test("are schemas themselves in 2.0", () => {
    expect(
      replies20({ headers: { "X-Rate": { type: "integer", description: "D", minimum: 1 } } })[0]
        ?.headers,
    ).toEqual([{ name: "X-Rate", required: false, schema: { type: "integer", minimum: 1 } }]);
  });
});

describe("the content of a response of 2.0", () => {
  const schema = { type: "object" };

  test.each([
    [
      "the operation's media types",
      { produces: ["text/a", "text/b"] },
      { produces: ["text/c"] },
      ["text/a", "text/b"],
    ],
    ["the document's media types", {}, { produces: ["text/c"] }, ["text/c"]],
    ["no media types when there are none", {}, {}, []],
  ])("has one schema for %s", (_, operation, document, types) => {
    expect(replies20({ schema }, operation, document)[0]?.content).toEqual(
      types.map((type) => ({ type, schema, examples: [] })),
    );
  });

  test("has an example for a media type, named by it; the others belong to the first", () => {
    const examples = { "application/json": { a: 1 }, "text/csv": "a,1" };
    expect(
      replies20({ schema, examples }, { produces: ["text/html", "application/json"] })[0]?.content,
    ).toEqual([
      { type: "text/html", schema, examples: [{ name: "text/csv", value: "a,1" }] },
      {
        type: "application/json",
        schema,
        examples: [{ name: "application/json", value: { a: 1 } }],
      },
    ]);
  });

  test("has the examples of its schema when it has none of its own", () => {
    const produces = ["text/html"];
    const shown = { ...schema, "x-examples": { a: 1, default: 2 }, example: 3 };
    const examplesOf = (response: object) =>
      replies20(response, { produces })[0]?.content[0]?.examples;
    expect(examplesOf({ schema: shown })).toEqual([
      { name: "a", value: 1 },
      { name: "default", value: 3 },
    ]);
    expect(examplesOf({ schema: shown, examples: {} })).toEqual([]);
  });

  test("may be anything where it is a file", () => {
    expect(
      replies20({ schema: { type: "file" } }, { produces: ["image/png"] })[0]?.content,
    ).toEqual([{ type: "image/png", schema: {}, examples: [] }]);
  });

  test("is none without a schema", () => {
    expect(replies20({ description: "D" }, { produces: ["text/html"] })[0]?.content).toEqual([]);
  });
});
