import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import { UserError } from "../../src/problem.ts";
import { compileFiles, document30, document31, faultsOf, folderOf } from "./documents.ts";

const SOUND = { "/a": { get: { responses: {} } } };

describe("a document of which nothing can be used", () => {
  test.each([
    ["is empty", "", "api.yaml: the file is empty."],
    ["is a list", "- 1", "api.yaml:1: expected an OpenAPI document, received [1]."],
    ["is text", "hello", 'api.yaml:1: expected an OpenAPI document, received "hello".'],
    [
      "is something else",
      "kind: Pod\nmetadata: {}",
      'api.yaml:1: neither "openapi" nor "swagger" says which version of OpenAPI this is.',
    ],
    [
      "has another version",
      "info: {}\nopenapi: 4.0.0",
      'api.yaml:2: expected OpenAPI 2.0, 3.0, 3.1 or 3.2, received "4.0.0".',
    ],
    [
      "is of Swagger 1.2",
      'swaggerVersion: "1.2"\nswagger: "1.2"',
      'api.yaml:2: expected OpenAPI 2.0, 3.0, 3.1 or 3.2, received "1.2".',
    ],
    [
      "is no YAML",
      "openapi: 3.1.0\npaths: {\n  /a: [",
      "api.yaml:3: the file is neither JSON nor YAML: unexpected end of the stream within a flow collection.",
    ],
    [
      "has nothing but broken operations",
      "openapi: 3.1.0\npaths:\n  /a:\n    get: 1",
      "api.yaml:4: GET /a: expected an operation, received 1.\n  Left out: GET /a.",
    ],
    [
      "has no mapping of paths",
      "openapi: 3.1.0\npaths: []",
      'api.yaml:2: "paths": expected a mapping, received [].',
    ],
  ])("%s", (_, text, problem) => {
    expect(faultsOf({ "api.yaml": text })).toEqual([problem]);
  });

  test("is not there", () => {
    const file = join(folderOf({}), "none.yaml");
    expect(() => compile(file)).toThrow(
      new UserError([{ where: file, what: "there is no such file" }]),
    );
  });
});

describe("the version", () => {
  test.each([
    "openapi: 3.0.0",
    "openapi: 3.0",
    "openapi: 3.1",
    'openapi: "3.1.1"',
    "openapi: 3.2.0",
    "swagger: 2.0",
    'swagger: "2.0"',
  ])("may be written %s", (line) => {
    expect(compileFiles({ "api.yaml": `${line}\npaths: {/a: {get: {}}}` }).problems).toEqual([]);
  });
});

describe("broken parts of a document", () => {
  const text = `openapi: 3.1.0
paths:
  /b:
    post:
      responses:
        "200":
          content:
            application/json:
              schema:
                type: strin
    get:
      parameters: 1
  /a:
    get:
      parameters:
        - $ref: other.yaml#/P
  /c:
    get:
      parameters:
        - $ref: other.yaml#/P
components: {}
`;
  const files = { "api.yaml": text, "other.yaml": "# a comment\nP:\n  in: query\n" };

  test("are reported file by file and line by line, with what they cost, and the rest is served", () => {
    const { table, problems } = compileFiles(files);
    expect(table.routes.map(({ key }) => key)).toEqual(["POST /b"]);
    expect(problems).toEqual([
      'api.yaml:10: POST /b: "type": expected a JSON type, received "strin".',
      'api.yaml:12: GET /b: "parameters": expected a list, received 1.\n  Left out: GET /b.',
      'other.yaml:2: expected a parameter with "name" and "in", received {"in":"query"}.\n  Left out: GET /a, GET /c.',
    ]);
  });

  test("are fatal when it is strict, all of them at once", () => {
    expect(faultsOf(files, { strict: true })).toHaveLength(3);
    expect(compileFiles({ "api.json": document31(SOUND) }, { strict: true }).problems).toEqual([]);
  });

  test("are named relative to the working directory where they are inside it", () => {
    const folder = folderOf({ "specs/api.json": document30({ ...SOUND, "/b": 1 }) });
    const before = process.cwd();
    try {
      process.chdir(folder);
      expect(compile("specs/api.json").problems.map(({ where }) => where)).toEqual([
        "specs/api.json:1",
      ]);
      process.chdir(join(folder, "specs"));
      expect(compile("api.json").problems.map(({ where }) => where)).toEqual(["api.json:1"]);
    } finally {
      process.chdir(before);
    }
  });
});

test("a repeated key is reported and its last value counts", () => {
  const { table, problems } = compileFiles({
    "api.yaml": "openapi: 3.1.0\npaths:\n  /a: {get: {}}\n  /a: {put: {}}",
  });
  expect(table.routes.map(({ key }) => key)).toEqual(["PUT /a"]);
  expect(problems).toEqual(["api.yaml:4: this key is there twice; the last one counts."]);
});

test("keys that every object has by itself are keys like any other", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const all = (value: string) => `{${names.map((name) => `"${name}": ${value}`).join(", ")}}`;
  const text = `{
    "openapi": "3.0.0",
    "paths": {
      "/a": {"get": {
        "parameters": [{"name": "__proto__", "in": "query", "schema": {"$ref": "#/components/schemas/__proto__"}}],
        "responses": {"200": {"content": ${all('{"examples": {"__proto__": {"value": 1}}}')}, "headers": ${all('{"schema": {"type": "string"}}')}}},
        "security": [${all("[]")}]
      }},
      "__proto__": {"get": {}}
    },
    "components": {
      "schemas": {"__proto__": {"type": "object", "properties": ${all('{"type": "string"}')}}},
      "securitySchemes": ${all('{"type": "oauth2"}')}
    }
  }`;
  const { table, problems } = compileFiles({ "api.json": text });
  expect(problems).toEqual([
    'api.json:9: GET __proto__: a path must begin with "/".\n  Left out: GET __proto__.',
  ]);
  const [route] = table.routes;
  expect(route?.parameters[0]?.schema).toEqual({ $ref: "#/schemas/proto" });
  expect(route?.responses[0]?.content.map(({ type }) => type)).toEqual(names);
  expect(route?.responses[0]?.headers.map(({ name }) => name)).toEqual(names);
  expect(Object.keys(route?.security[0] ?? {})).toEqual(names);
  expect(Object.keys(table.securitySchemes)).toEqual(names);
  const { properties } = Object(table.schemas.proto);
  expect(Object.entries(properties)).toEqual(names.map((name) => [name, { type: "string" }]));
});

test("title and version are the document's, or else the file's name and nothing", () => {
  const { table } = compileFiles({
    "api.yaml": "openapi: 3.1.0\ninfo: {title: Shop, version: 1.5}\npaths: {}",
  });
  expect([table.title, table.version]).toEqual(["Shop", "1.5"]);
  const untitled = compileFiles({ "api.yaml": "openapi: 3.1.0\npaths: {}" }).table;
  expect([untitled.title, untitled.version]).toEqual(["api.yaml", ""]);
});
