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
  const answer = async (others: string) => {
    const server = await serveText(`
paths:
  /pets:
    get:
      parameters:
        - { in: query, name: "ids[]", required: true, schema: { type: integer } }
        ${others}
      responses: { 200: { description: ok } }
`);
    return (await answerOf(server, "/pets?ids[]=x"))[0];
  };

  test("is not met, as by Prism", async () => {
    expect(await answer("")).toBe(200);
    expect(await answer("- { in: query, name: sort, example: age }")).toBe(200);
  });

  test("is met where Prism cannot make a value of each parameter", async () => {
    expect(await answer("- { in: query, name: sort }")).toBe(422);
    expect(
      await answer("- { in: query, name: sort, content: { text/plain: { schema: {} } } }"),
    ).toBe(422);
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
