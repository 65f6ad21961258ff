import { describe, expect, test } from "vitest";
import { compileFiles, document30, document31, type Files } from "./documents.ts";

function compilePaths(paths: unknown, files: Files = {}) {
  const { table, problems } = compileFiles({ "api.json": document31(paths), ...files });
  return { keys: table.routes.map(({ key }) => key), routes: table.routes, problems };
}

const GET = { responses: {} };

describe("operations", () => {
  test("are the methods of every path, in the document's order where paths are equal", () => {
    const all = {
      trace: GET,
      head: GET,
      get: GET,
      put: GET,
      post: GET,
      delete: GET,
      options: GET,
      patch: GET,
    };
    expect(compilePaths({ "/a": { summary: "S", "x-y": {}, ...all } })).toMatchObject({
      keys: ["TRACE", "HEAD", "GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"].map(
        (method) => `${method} /a`,
      ),
      problems: [],
    });
  });

  test("say what they are", () => {
    const get = {
      operationId: "list",
      summary: "List",
      tags: ["a", 1, "b"],
      deprecated: true,
      description: "D",
      ...GET,
    };
    expect(
      compilePaths({ "/a/{b}": { parameters: [{ name: "b", in: "path" }], get } }).routes,
    ).toEqual([
      {
        key: "GET /a/{b}",
        method: "GET",
        answers: ["GET", "HEAD"],
        path: "/a/{b}",
        segments: ["a", [{ param: "b" }]],
        operationId: "list",
        summary: "List",
        tags: ["a", "b"],
        deprecated: true,
        parameters: [{ in: "path", name: "b", required: true, style: "simple", explode: false }],
        responses: [],
        security: [],
      },
    ]);
  });

  test("with GET answer HEAD, unless the path has HEAD itself", () => {
    const { routes } = compilePaths({
      "/a": { get: GET, put: GET },
      "/b": { get: GET, head: GET },
    });
    expect(Object.fromEntries(routes.map(({ key, answers }) => [key, answers]))).toEqual({
      "GET /a": ["GET", "HEAD"],
      "PUT /a": ["PUT"],
      "GET /b": ["GET"],
      "HEAD /b": ["HEAD"],
    });
  });

  test("may lie in other files, path by path or one by one", () => {
    const files = {
      "paths/a.yaml": "get: {responses: {}}\npost: {$ref: 'post.yaml'}",
      "paths/post.yaml": "operationId: make",
    };
    const { keys, routes, problems } = compilePaths({ "/a": { $ref: "paths/a.yaml" } }, files);
    expect([keys, routes[1]?.operationId, problems]).toEqual([["GET /a", "POST /a"], "make", []]);
  });

  test("beside a path's reference come before what it leads to", () => {
    const files = {
      "a.yaml":
        "get: {operationId: far}\nput: {operationId: far}\nparameters: [{name: q, in: query}]",
    };
    const near = { $ref: "a.yaml", get: { operationId: "near" } };
    const { routes, problems } = compilePaths({ "/a": near }, files);
    expect(
      routes.map(({ key, operationId, parameters }) => [key, operationId, parameters.length]),
    ).toEqual([
      ["GET /a", "near", 1],
      ["PUT /a", "far", 1],
    ]);
    expect(problems).toEqual([]);
  });
});

describe("what cannot be served is reported and takes nothing else down", () => {
  test.each<[string, unknown, string[]]>([
    [
      "a path with a fault",
      { "/a?b": { get: GET, put: GET } },
      [
        'api.json:1: GET /a?b: a path must not contain "?": parameters describe the query.\n  Left out: GET /a?b.',
        'api.json:1: PUT /a?b: a path must not contain "?": parameters describe the query.\n  Left out: PUT /a?b.',
      ],
    ],
    [
      "a path without operations",
      { "/a": "none" },
      ['api.json:1: expected the operations of a path, received "none".'],
    ],
    [
      "an operation that is none",
      { "/a": { get: [] } },
      ["api.json:1: GET /a: expected an operation, received [].\n  Left out: GET /a."],
    ],
    [
      "an operation that cannot be found",
      { "/a": { get: { $ref: "#/x" } } },
      ['api.json:1: GET /a: "$ref" leads nowhere: "#/x".\n  Left out: GET /a.'],
    ],
    [
      "a path that cannot be found",
      { "/a": { $ref: "#/x" } },
      ['api.json:1: "$ref" leads nowhere: "#/x".'],
    ],
    [
      "a method in capitals",
      { "/a": { GET } },
      ['api.json:1: "GET" is none of the methods that are served.\n  Did you mean "get"?'],
    ],
    [
      "a method that is not served",
      { "/a": { connect: GET } },
      [
        'api.json:1: "connect" is none of the methods that are served.\n  They are get, put, post, delete, options, head, patch, trace.',
      ],
    ],
    [
      "what only OpenAPI 3.2 has",
      { "/a": { query: GET, additionalOperations: { COPY: GET } } },
      [
        'api.json:1: "query" is none of the methods that are served.\n  OpenAPI 3.2 has it: write `openapi: 3.2.0`.',
        'api.json:1: "additionalOperations" is none of the methods that are served.\n  OpenAPI 3.2 has it: write `openapi: 3.2.0`.',
      ],
    ],
  ])("%s", (_, paths, problems) => {
    expect(compilePaths({ ...Object(paths), "/ok": { get: GET } })).toMatchObject({
      keys: ["GET /ok"],
      problems,
    });
  });

  test("an operation that takes the same requests as an earlier one", () => {
    const paths = {
      "/a/{x}": { get: GET, parameters: [{ name: "x", in: "path" }] },
      "/a/{y}": { get: GET, put: GET, parameters: [{ name: "y", in: "path" }] },
      "/%61/{z}": { put: GET, parameters: [{ name: "z", in: "path" }] },
    };
    expect(compilePaths(paths)).toMatchObject({
      keys: ["GET /a/{x}", "PUT /a/{y}"],
      problems: [
        "api.json:1: GET /a/{y}: no request can reach it: GET /a/{x} takes the same ones.\n  Left out: GET /a/{y}.",
        "api.json:1: PUT /%61/{z}: no request can reach it: PUT /a/{y} takes the same ones.\n  Left out: PUT /%61/{z}.",
      ],
    });
  });

  test("an operation by an alias that others share is reported for each", () => {
    const yaml =
      "openapi: 3.1.0\npaths:\n  /a: {get: &x {parameters: 1}}\n  /b: {get: *x, put: {}}";
    expect(compileFiles({ "api.yaml": yaml }).problems).toEqual([
      'api.yaml:3: GET /a: "parameters": expected a list, received 1.\n  Left out: GET /a.',
      'api.yaml:4: GET /b: "parameters": expected a list, received 1.\n  Left out: GET /b.',
    ]);
  });
});

describe("3.2", () => {
  function compile32(path: object) {
    const document = { ...document31({ "/a": path }), openapi: "3.2.0" };
    const { table, problems } = compileFiles({ "api.json": document });
    return { keys: table.routes.map(({ key }) => key), problems };
  }

  test("has QUERY and any other method that Node reads", () => {
    const additionalOperations = { COPY: GET, "M-SEARCH": GET, "x-y": {} };
    expect(compile32({ query: GET, get: GET, additionalOperations })).toEqual({
      keys: ["QUERY /a", "GET /a", "COPY /a", "M-SEARCH /a"],
      problems: [],
    });
  });

  test("a method that Node does not read, or that has a field of its own, is reported", () => {
    const { keys, problems } = compile32({
      get: GET,
      additionalOperations: { copy: GET, Post: GET, CONNECT: GET },
    });
    expect(keys).toEqual(["GET /a"]);
    expect(problems.map((problem) => problem.slice(0, 96))).toEqual([
      'api.json:1: "copy" is none of the methods that are served.\n  Did you mean "COPY"?',
      'api.json:1: "Post" has a field of its own in a path.\n  Write post beside additionalOperations.',
      'api.json:1: "CONNECT" is none of the methods that are served.\n  Additional ones are ACL, BIND, C',
    ]);
  });
});

describe("paths that are missing", () => {
  test("are allowed from 3.1 on, where a document may have only components", () => {
    expect(compilePaths(undefined)).toMatchObject({ keys: [], problems: [] });
  });

  test("are an error before", () => {
    expect(() => compileFiles({ "api.json": document30(undefined) })).toThrow(
      'api.json:1: "paths": expected a mapping of paths, received nothing.',
    );
  });
});
