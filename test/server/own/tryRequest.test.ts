import { expect, test } from "vitest";

import { urlencodedText } from "../../../src/server/own/tryForm.ts";
import { tryRequest } from "../../../src/server/own/tryRequest.ts";
import { compileText, routeOf, serveTable, tableOf } from "../fixture.ts";

const table = compileText(`
security: [{ bearer: [] }]
paths:
  /pets/{id}.{ext}:
    parameters:
      - { in: path, name: id, required: true, schema: { type: integer, minimum: 3 } }
      - { in: path, name: ext, required: true, example: a/b, schema: { type: string } }
    get:
      parameters:
        - { in: query, name: tags, required: true, schema: { type: array, items: { enum: [a&b] } } }
        - { in: query, name: box, required: true, style: deepObject, schema: { type: object, properties: { x: { type: integer, const: 1 } } } }
        - { in: query, name: other, schema: { type: string } }
        - { in: header, name: X-Id, required: true, schema: { type: string, format: uuid } }
      responses: { 200: { description: ok } }
  /health:
    get:
      security: [{ key: [], cookie: [] }]
      responses: { 200: { description: ok } }
  /pets:
    post:
      security: [{ basic: [] }]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              required: [id, name]
              properties: { id: { type: integer, readOnly: true }, name: { type: string, minLength: 9 } }
      responses: { 201: { description: made } }
    put:
      requestBody: { content: { text/csv: { example: "a,b" } } }
      responses: { 204: { description: made } }
    patch:
      requestBody: { content: { text/plain: { schema: { type: string, minLength: 20000 } } } }
      responses: { 204: { description: made } }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    basic: { type: http, scheme: basic }
    key: { type: apiKey, in: query, name: api key }
    cookie: { type: apiKey, in: cookie, name: session }
`);

const tries = Object.fromEntries(
  table.routes.map((route) => [route.key, tryRequest(route, table)]),
);

test("what an operation requires is filled in", () => {
  expect(tries).toEqual({
    "GET /pets/{id}.{ext}": {
      tryPath: "/pets/3.a%2Fb?tags=a%26b&box[x]=1",
      tryHeaders: { "X-Id": "6f1c2a34-8d0b-4e57-9a21-3c5d7e9f0b12", Authorization: "Bearer token" },
    },
    "GET /health": { tryPath: "/health?api%20key=key", tryHeaders: { Cookie: "session=key" } },
    "POST /pets": {
      tryPath: "/pets",
      tryHeaders: { Authorization: "Basic dXNlcjpwYXNzd29yZA==" },
      tryBody: { type: "application/json", text: '{"name":"stringstr"}' },
    },
    "PUT /pets": {
      tryPath: "/pets",
      tryHeaders: { Authorization: "Bearer token" },
      tryBody: { type: "text/csv", text: "a,b" },
    },
    // Its body is too long to be shown.
    "PATCH /pets": { tryPath: "/pets", tryHeaders: { Authorization: "Bearer token" } },
  });
});

test("an example without a text is not used, because the parameter would count as absent", () => {
  const required = "in: query, required: true, schema: { type: array, items: { type: string } }";
  const other = compileText(`
paths:
  /a:
    get:
      parameters: [{ name: a, ${required}, example: [""] }, { name: b, ${required}, example: [] }]
      responses: {}
`);
  expect(other.routes.map((route) => tryRequest(route, other).tryPath)).toEqual([
    "/a?a=string&b=string",
  ]);
});

test("a form's list may be separated by tabs", () => {
  const encoding = { t: { style: "tabDelimited", explode: false } } as const;
  expect(urlencodedText({ t: ["a", "b"] }, { encoding })).toBe("t=a%09b");
});

test("a path parameter that is not described is a digit", () => {
  const route = routeOf("GET", "/pets/{id}");
  expect(tryRequest(route, tableOf([route]))).toEqual({ tryPath: "/pets/1" });
});

test.each(table.routes.map(({ key, method }) => ({ key, method })))(
  "$key answers it with success",
  async ({ key, method }) => {
    const server = await serveTable(table);
    const { tryPath, tryHeaders, tryBody } = tries[key] ?? { tryPath: "/" };
    const response = await fetch(server.url + tryPath, {
      method,
      headers: { ...tryHeaders, ...(tryBody && { "content-type": tryBody.type }) },
      ...(tryBody && { body: tryBody.text }),
    });
    expect([response.status, await response.text()]).toEqual([
      expect.toSatisfy((status) => status < 300),
      "",
    ]);
  },
);
