import { describe, expect, test } from "vitest";
import type { Parameter } from "../../src/openapi/table/table.ts";
import { compileFiles, document20, document30, document31, onlyRoute } from "./documents.ts";

function parameters(version: "2.0" | "3.1", written: unknown[], path = "/a"): Parameter[] {
  const paths = { [path]: { get: { parameters: written, responses: {} } } };
  return onlyRoute(version === "2.0" ? document20(paths) : document31(paths)).parameters;
}

const integer = { schema: { type: "integer" } };

describe("from 3.0 on", () => {
  test("style and explode have the defaults of their place", () => {
    const written = ["path", "query", "header", "cookie"].map((place) => ({
      name: place,
      in: place,
      ...integer,
    }));
    expect(parameters("3.1", written, "/{path}")).toEqual([
      { in: "path", name: "path", required: true, style: "simple", explode: false, ...integer },
      { in: "query", name: "query", required: false, style: "form", explode: true, ...integer },
      {
        in: "header",
        name: "header",
        required: false,
        style: "simple",
        explode: false,
        ...integer,
      },
      { in: "cookie", name: "cookie", required: false, style: "form", explode: true, ...integer },
    ]);
  });

  test("style and explode are what is written; explode follows the style", () => {
    const written = [
      { name: "a", in: "query", style: "deepObject", explode: true },
      { name: "b", in: "query", style: "pipeDelimited" },
      { name: "c", in: "query", style: "form", explode: false },
      { name: "d", in: "query", style: "unknown" },
    ];
    expect(parameters("3.1", written).map(({ style, explode }) => [style, explode])).toEqual([
      ["deepObject", true],
      ["pipeDelimited", false],
      ["form", false],
      ["form", true],
    ]);
  });

  test("a value may have a media type instead of a schema", () => {
    const content = { "application/json": { schema: { type: "object" } } };
    expect(parameters("3.1", [{ name: "a", in: "query", required: true, content }])).toEqual([
      {
        in: "query",
        name: "a",
        required: true,
        style: "form",
        explode: true,
        schema: { type: "object" },
        contentType: "application/json",
      },
    ]);
  });

  test("the example is the single one or the first of the named ones", () => {
    const written = [
      { name: "a", in: "query", example: 0, deprecated: true },
      {
        name: "b",
        in: "query",
        examples: { x: { externalValue: "x.json" }, y: { value: "first" }, z: { value: 2 } },
      },
      { name: "c", in: "query" },
    ];
    expect(
      parameters("3.1", written).map(({ example, deprecated }) => [example, deprecated]),
    ).toEqual([
      [0, true],
      ["first", undefined],
      [undefined, undefined],
    ]);
  });

  test("headers named Accept, Content-Type and Authorization are ignored, as OpenAPI says", () => {
    const names = ["Accept", "content-type", "AUTHORIZATION", "X-Accept"];
    expect(
      parameters(
        "3.1",
        names.map((name) => ({ name, in: "header" })),
      ).map(({ name }) => name),
    ).toEqual(["X-Accept"]);
    const inQuery = parameters("3.1", [{ name: "Accept", in: "query" }]);
    expect(inQuery.map(({ name }) => name)).toEqual(["Accept"]);
  });
});

describe("in 2.0", () => {
  test("a header may be named Accept: that version says nothing else", () => {
    const list = parameters("2.0", [{ name: "Accept", in: "header", type: "string" }]);
    expect(list.map(({ name }) => name)).toEqual(["Accept"]);
  });

  test.each([
    ["query", undefined, "form", false],
    ["query", "csv", "form", false],
    ["query", "multi", "form", true],
    ["query", "ssv", "spaceDelimited", false],
    ["query", "pipes", "pipeDelimited", false],
    ["query", "tsv", "tabDelimited", false],
    ["header", "csv", "simple", false],
    ["header", undefined, "simple", false],
  ])("a list in %s with the collection format %s", (place, collectionFormat, style, explode) => {
    const written = {
      name: "a",
      in: place,
      type: "array",
      items: { type: "string" },
      collectionFormat,
    };
    expect(parameters("2.0", [written])).toEqual([
      {
        in: place,
        name: "a",
        required: false,
        style,
        explode,
        schema: { type: "array", items: { type: "string" } },
      },
    ]);
  });

  test("the keywords of the schema stand in the parameter itself", () => {
    const written = {
      name: "a",
      in: "query",
      description: "D",
      required: true,
      type: "string",
      enum: ["x"],
      default: "x",
    };
    expect(parameters("2.0", [written])).toEqual([
      {
        in: "query",
        name: "a",
        required: true,
        style: "form",
        explode: true,
        schema: { type: "string", enum: ["x"], default: "x" },
      },
    ]);
  });
});

describe("the parameters of an operation", () => {
  test("are its own, then its path's that are none of the same name and place", () => {
    const route = onlyRoute(
      document30({
        "/a": {
          parameters: [
            { name: "x", in: "query", schema: { type: "integer" } },
            { name: "y", in: "query" },
          ],
          get: {
            parameters: [
              { name: "x", in: "query", schema: { type: "string" } },
              { name: "x", in: "header" },
            ],
          },
        },
      }),
    );
    expect(route.parameters.map(({ in: place, name, schema }) => [place, name, schema])).toEqual([
      ["query", "x", { type: "string" }],
      ["header", "x", undefined],
      ["query", "y", undefined],
    ]);
  });

  test("have the names of the template, without the marks of some tools", () => {
    const paths = {
      "/a/{x*}/{+y}": {
        get: {
          parameters: [
            { name: "x*", in: "path" },
            { name: "y", in: "path" },
          ],
        },
      },
    };
    expect(onlyRoute(document30(paths)).parameters.map(({ name }) => name)).toEqual(["x", "y"]);
  });

  test("are text where only the template has them, which is reported; those that the template has not are dropped", () => {
    const paths = {
      "/a/{id}/{other}": {
        get: {
          parameters: [
            { name: "Id", in: "path" },
            { name: "other", in: "path" },
          ],
        },
      },
    };
    const { table, problems } = compileFiles({ "api.json": document30(paths) });
    expect(table.routes[0]?.parameters).toEqual([
      {
        in: "path",
        name: "id",
        required: true,
        style: "simple",
        explode: false,
        schema: { type: "string" },
      },
      { in: "path", name: "other", required: true, style: "simple", explode: false },
    ]);
    expect(problems).toEqual([
      'api.json:1: GET /a/{id}/{other}: the path parameter {id} is not described.\n  Did you mean "Id"?',
    ]);
  });
});

describe("an operation is left out", () => {
  test.each([
    [
      "when its parameters are no list",
      { parameters: {} },
      '"parameters": expected a list, received {}',
    ],
    [
      "when a parameter has no name",
      { parameters: [{ in: "query" }] },
      'expected a parameter with "name" and "in", received {"in":"query"}',
    ],
    [
      "when a parameter is nothing",
      { parameters: [null] },
      'expected a parameter with "name" and "in", received null',
    ],
    [
      "when a parameter cannot be found",
      { parameters: [{ $ref: "#/x" }] },
      '"$ref" leads nowhere: "#/x"',
    ],
  ])("%s", (_, operation, what) => {
    const paths = { "/a": { get: operation, put: {} } };
    const { table, problems } = compileFiles({ "api.json": document31(paths) });
    expect(problems).toEqual([`api.json:1: GET /a: ${what}.\n  Left out: GET /a.`]);
    expect(table.routes.map(({ key }) => key)).toEqual(["PUT /a"]);
  });

  test("with every other one that shares the broken parameter, which is one problem", () => {
    const shared = { parameters: [{ $ref: "#/components/parameters/P" }] };
    const paths = Object.fromEntries(
      ["a", "b", "c", "d", "e"].map((name) => [`/${name}`, { get: shared, put: {} }]),
    );
    const { table, problems } = compileFiles({
      "api.json": document31(paths, { components: { parameters: { P: { name: 1 } } } }),
    });
    expect(problems).toEqual([
      'api.json:1: expected a parameter with "name" and "in", received {"name":1}.\n  Left out: GET /a, GET /b, GET /c and 2 more.',
    ]);
    expect(table.routes).toHaveLength(5);
  });
});

test("a parameter in an unknown place is reported and dropped", () => {
  const paths = { "/a": { get: { parameters: [{ name: "a", in: "body" }] } } };
  const { table, problems } = compileFiles({ "api.json": document31(paths) });
  expect(problems).toEqual([
    'api.json:1: GET /a: "in": expected path, query, header or cookie, received "body".',
  ]);
  expect(table.routes[0]?.parameters).toEqual([]);
});
