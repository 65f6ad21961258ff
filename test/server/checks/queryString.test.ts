import { describe, expect, test } from "vitest";
import { tryRequest } from "../../../src/server/own/tryRequest.ts";
import { compileFiles, document31, onlyRoute } from "../../openapi/documents.ts";
import { answerOf, serveText, tableOf } from "../fixture.ts";

const SCHEMA =
  "type: object, required: [n], properties: { n: { type: integer }, tags: { type: array, items: { type: string } } }";

const serve = (content: string) =>
  serveText(`
openapi: 3.2.0
info: { title: Shop, version: "1" }
paths:
  /a:
    get:
      parameters: [{ name: q, in: querystring, required: true, content: ${content} }]
      responses: { 200: { description: ok, content: { text/plain: { example: ok } } }, 404: { description: no } }
`);

async function statusesOf(content: string, queries: string[]): Promise<number[]> {
  const server = await serve(content);
  const answers = await Promise.all(queries.map((query) => answerOf(server, `/a${query}`)));
  return answers.map(([status]) => status);
}

describe("the whole query is one value", () => {
  test("of a form, whose fields have the types of the schema", async () => {
    const content = `{ application/x-www-form-urlencoded: { schema: { ${SCHEMA} } } }`;
    const queries = ["?n=1", "?n=1&__code=404", "?n=a", "?other=1", "", "?__code=404"];
    expect(await statusesOf(content, queries)).toEqual([200, 404, 422, 422, 422, 422]);
  });

  test("of JSON, percent-encoded", async () => {
    const content = `{ application/json: { schema: { ${SCHEMA} } } }`;
    const queries = [{ n: 1 }, { n: "a" }, {}].map(
      (value) => `?${encodeURIComponent(JSON.stringify(value))}`,
    );
    expect(await statusesOf(content, [...queries, "?{", "?n=1"])).toEqual([
      200, 422, 422, 422, 422,
    ]);
  });

  test("of text", async () => {
    const content = "{ text/plain: { schema: { maxLength: 3 } } }";
    expect(await statusesOf(content, ["?a%20b", "?abcd"])).toEqual([200, 422]);
  });

  test("whose mistakes are named as those of a query", async () => {
    const server = await serve(`{ application/json: { schema: { ${SCHEMA} } } }`);
    const [, , problem] = await answerOf(server, "/a?%7B%22n%22:%22a%22%7D");
    expect(problem).toMatchObject({
      validation: [
        {
          location: ["query", "n"],
          code: "type",
          message: "Request query parameter n must be integer",
        },
      ],
    });
  });

  test.each([
    ["JSON in a field", "tags: { contentType: application/json }", "n=1&tags=%5B1"],
    ["a reserved character", "tags: { style: form, explode: false }", "n=1&tags=a/b"],
  ])("also where a form has %s", async (_, encoding, query) => {
    const content = `{ application/x-www-form-urlencoded: { schema: { ${SCHEMA} }, encoding: { ${encoding} } } }`;
    const [, , problem] = await answerOf(await serve(content), `/a?${query}`);
    expect(problem).toMatchObject({ validation: [{ location: ["query", "tags"] }] });
  });
});

test("the request that the page shows has such a query", () => {
  const parameter = (type: string) => ({
    name: "q",
    in: "querystring",
    required: true,
    content: { [type]: { example: { a: "x y", b: 1 } } },
  });
  const query = (type: string) => {
    const paths = { "/a": { get: { parameters: [parameter(type)], responses: {} } } };
    return tryRequest(onlyRoute({ ...document31(paths), openapi: "3.2.0" }), tableOf([])).tryPath;
  };
  expect([query("application/x-www-form-urlencoded"), query("application/json")]).toEqual([
    "/a?a=x%20y&b=1",
    "/a?%7B%22a%22%3A%22x%20y%22%2C%22b%22%3A1%7D",
  ]);
});

test("before 3.2, and without a media type, it is reported", () => {
  const paths = {
    "/a": { get: { parameters: [{ name: "q", in: "querystring" }], responses: {} } },
  };
  const problemsOf = (openapi: string) =>
    compileFiles({ "api.json": { ...document31(paths), openapi } }).problems;
  expect([problemsOf("3.1.0"), problemsOf("3.2.0")]).toEqual([
    ['api.json:1: GET /a: "in": expected path, query, header or cookie, received "querystring".'],
    [
      'api.json:1: GET /a: expected "content" with a media type for the whole query, received {"name":"q","in":"querystring"}.',
    ],
  ]);
});
