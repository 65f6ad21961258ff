import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "../fixture.ts";
import { invalid } from "../invalid.ts";

describe("parameters", () => {
  const document = `
paths:
  /pets/{id}:
    parameters:
      - { in: path, name: id, required: true, schema: { type: integer } }
    get:
      parameters:
        - { in: query, name: limit, required: true, schema: { $ref: "#/components/schemas/Limit" } }
        - { in: query, name: sort, schema: { enum: [name, age] } }
        - { in: query, name: tags, schema: { type: array, items: { minLength: 2 } } }
        - { in: header, name: X-Request-Id, required: true, schema: { format: uuid } }
        - { in: header, name: Accept, schema: { enum: ["*/*"] } }
        - { in: cookie, name: theme, schema: { type: boolean } }
      responses: { 200: { description: ok } }
components: { schemas: { Limit: { type: integer, maximum: 100 } } }
`;
  const headers = { "x-request-id": "6f1c2a34-8d0b-4e57-9a21-3c5d7e9f0b12" };

  test("all that is right is answered", async () => {
    const server = await serveText(document);
    const [status] = await answerOf(server, "/pets/7?limit=5&sort=age&tags=ab&tags=cd&other=1", {
      headers: { ...headers, cookie: "theme=true" },
    });
    expect(status).toBe(200);
  });

  test("all that is wrong is reported at once", async () => {
    const server = await serveText(document);
    const answer = answerOf(server, "/pets/x?limit=101&sort=size&tags=ab&tags=c", {
      headers: { "x-request-id": "1", cookie: "theme=dark" },
    });
    expect(await answer).toEqual(
      invalid(
        {
          location: ["header", "x-request-id"],
          code: "format",
          message: 'Request header parameter x-request-id must match format "uuid"',
        },
        {
          location: ["query", "limit"],
          code: "maximum",
          message: "Request query parameter limit must be <= 100",
        },
        {
          location: ["query", "sort"],
          code: "enum",
          message:
            "Request query parameter sort must be equal to one of the allowed values: name, age",
        },
        {
          location: ["query", "tags", "1"],
          code: "minLength",
          message: "Request query parameter tags.1 must NOT have fewer than 2 characters",
        },
        {
          location: ["path", "id"],
          code: "type",
          message: "Request path parameter id must be integer",
        },
      ),
    );
  });

  test("what is required and not there is reported", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets/7")).toEqual(
      invalid(
        {
          location: ["header"],
          code: "required",
          message: "Request header must have required property 'x-request-id'",
        },
        {
          location: ["query"],
          code: "required",
          message: "Request query must have required property 'limit'",
        },
      ),
    );
  });

  test("what is missing comes before what is wrong, in the lower case of its name", async () => {
    const server = await serveText(`
paths:
  /pets:
    get:
      parameters:
        - { in: query, name: pageSize, schema: { type: integer } }
        - { in: query, name: Sort, required: true, schema: { type: string } }
      responses: { 200: { description: ok } }
`);
    expect(await answerOf(server, "/pets?pageSize=x")).toEqual(
      invalid(
        {
          location: ["query"],
          code: "required",
          message: "Request query must have required property 'sort'",
        },
        {
          location: ["query", "pagesize"],
          code: "type",
          message: "Request query parameter pagesize must be integer",
        },
      ),
    );
  });

  test("what is discouraged is a warning, also where it is not valid", async () => {
    const server = await serveText(`
paths:
  /pets/{id}:
    get:
      parameters:
        - { in: path, name: id, required: true, deprecated: true, schema: { type: integer } }
        - { in: query, name: old, deprecated: true, schema: { type: string } }
        - { in: header, name: x-old, deprecated: true, schema: { type: string } }
      responses: { 200: { content: { application/json: { example: ok } } } }
`);
    const warning = (part: string, name: string) => ({
      location: [part.toLowerCase(), name],
      severity: "Warning",
      code: "deprecated",
      message: `${part} param ${name} is deprecated`,
    });
    const headers = { "x-old": "1" };
    const response = await fetch(`${server.url}/pets/1?old=1`, { headers });
    const found = [warning("Header", "x-old"), warning("Query", "old"), warning("Path", "id")];
    expect(JSON.parse(response.headers.get("sl-violations") ?? "")).toEqual(
      found.map(({ location, ...rest }) => ({ location: ["request", ...location], ...rest })),
    );
    expect([response.status, await response.json()]).toEqual([200, "ok"]);
    const [status, , problem] = await answerOf(server, "/pets/x?old=");
    expect(status).toBe(422);
    expect(problem).toMatchObject({
      validation: [{ code: "type" }, { code: "deprecated", severity: "Warning" }],
    });
  });
});

describe("a parameter of the query with brackets in its name", () => {
  test.each([
    ["ids[]=1&ids[]=2", 200],
    ["ids%5B%5D=1", 200],
    ["IDS[]=1", 200],
    ["ids[]=x", 422],
    ["ids=1", 422],
    ["", 422],
  ])("is checked: %s", async (query, expected) => {
    const server = await serveText(`
paths:
  /pets:
    get:
      parameters:
        - { in: query, name: "ids[]", required: true, schema: { type: array, items: { type: integer } } }
      responses: { 200: { description: ok } }
`);
    const [status] = await answerOf(server, `/pets?${query}`);
    expect(status).toBe(expected);
  });
});

describe("a parameter with a media type", () => {
  const document = `
paths:
  /pets:
    get:
      parameters:
        - in: query
          name: filter
          content: { application/json: { schema: { properties: { a: { type: integer } } } } }
        - { in: header, name: X-Tags, content: { application/json: { schema: { type: array } } } }
        - { in: query, name: page, content: { text/plain: { schema: { type: integer } } } }
        - { in: query, name: doc, content: { application/xml: { schema: { type: object } } } }
      responses: { 200: { description: ok } }
`;
  test.each([
    ['filter={"a":1}', {}, 200],
    ['filter={"a":"1"}', {}, 422],
    ["filter={", {}, 422],
    ["page=5&doc=<a/>", {}, 200],
    ["page=x", {}, 422],
    ["", { "x-tags": "[1, 2]" }, 200],
    ["", { "x-tags": "1,2" }, 422],
  ])("is checked as JSON or as text: %s %j", async (query, headers, expected) => {
    const server = await serveText(document);
    const [status] = await answerOf(server, `/pets?${query}`, { headers });
    expect(status).toBe(expected);
  });

  test("that is no JSON is told so", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets?filter={")).toEqual(
      invalid({
        location: ["query", "filter"],
        code: "contentMediaType",
        message:
          "Request query parameter filter must be JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
      }),
    );
  });
});

describe("an object in style deepObject that may be null", () => {
  const document = `
openapi: 3.0.3
info: { title: Shop, version: "1" }
paths:
  /pets:
    get:
      parameters:
        - in: query
          name: f
          style: deepObject
          explode: true
          schema:
            type: object
            nullable: true
            required: [n]
            additionalProperties: false
            properties:
              n: { type: integer, nullable: true }
              createdAt: { type: object, nullable: true, properties: { gte: { type: string, format: date } } }
      responses: { 200: { description: ok } }
`;
  test.each([
    ["", 200],
    ["f[n]=2&f[createdAt][gte]=2020-01-01", 200],
    ["f[n]=", 200],
    ["f[n]=x", 422],
    ["f[n]=2&f[createdAt][gte]=soon", 422],
    ["f[createdAt][gte]=2020-01-01", 422],
    ["f[n]=2&f[other]=1", 422],
    ["f[__proto__][x]=1&f[n]=1", 422],
  ])("is checked: %s", async (query, expected) => {
    const server = await serveText(document);
    const [status] = await answerOf(server, `/pets?${query}`);
    expect(status).toBe(expected);
  });
});

describe("the service's own header Prefer", () => {
  const document = `
paths:
  /pets:
    get:
      parameters:
        - { in: header, name: Prefer, required: true, schema: { enum: [return=minimal, dynamic] } }
      responses:
        200: { content: { application/json: { example: pets } } }
        404: { content: { application/json: { example: none } } }
`;
  test.each([
    ["is checked", "return=minimal", 200],
    ["may have words of the mock", "dynamic", 200],
    ["may be wrong", "return=all", 422],
    ["may be missing", undefined, 422],
    ["may say which answer is wanted instead", "code=404", 404],
    ["may also say which answer is wanted", "return=minimal, code=404", 404],
    ["may be wrong beside that", "return=all, code=404", 422],
  ])("%s: %s", async (_, prefer, expected) => {
    const server = await serveText(document);
    const headers = prefer === undefined ? {} : { prefer };
    const [status] = await answerOf(server, "/pets", { headers });
    expect(status).toBe(expected);
  });
});
