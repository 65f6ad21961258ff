import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "./fixture.ts";

const PROBLEM = "application/problem+json";

/** What is answered for a request that is not valid. */
function invalid(...violations: { location?: string[]; code: string; message: string }[]): unknown {
  return [
    422,
    PROBLEM,
    {
      type: "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY",
      title: "Invalid request",
      status: 422,
      detail:
        "Your request is not valid and no HTTP validation response was found in the spec, so Prism is generating this error for you.",
      validation: violations.map((violation) => ({ severity: "Error", ...violation })),
    },
  ];
}

const post = (body: NonNullable<RequestInit["body"]>, type?: string): RequestInit => ({
  method: "POST",
  body,
  ...(type === undefined ? {} : { headers: { "content-type": type } }),
});

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

describe("a JSON body", () => {
  const document = `
paths:
  /pets:
    post:
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
      responses: { 201: { description: made } }
components:
  schemas:
    Pet:
      type: object
      additionalProperties: false
      required: [id, name]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string }
        owner: { $ref: "#/components/schemas/Owner" }
        mother: { $ref: "#/components/schemas/Pet" }
    Owner: { type: object, required: [email], properties: { email: { type: string, format: email } } }
`;
  const JSON_TYPE = "application/json";

  test.each([
    ['{"name":"Rex"}', "application/json"],
    ['{"name":"Rex"}', "application/json; charset=utf-8"],
    ['\ufeff{"name":"Rex","mother":{"name":"Lassie"}}', "Application/JSON"],
  ])("%s as %s is taken", async (body, type) => {
    const server = await serveText(document);
    expect((await answerOf(server, "/pets", post(body, type)))[0]).toBe(201);
  });

  test("all that is wrong is reported at once, with the way to it", async () => {
    const server = await serveText(document);
    const body = JSON.stringify({ owner: { email: "?" }, mother: { name: 7 }, "a/b": 1 });
    expect(await answerOf(server, "/pets", post(body, JSON_TYPE))).toEqual(
      invalid(
        {
          location: ["body"],
          code: "required",
          message: "Request body must have required property 'name'",
        },
        {
          location: ["body"],
          code: "additionalProperties",
          message: "Request body must NOT have additional properties; found 'a/b'",
        },
        {
          location: ["body", "owner", "email"],
          code: "format",
          message: 'Request body property owner.email must match format "email"',
        },
        {
          location: ["body", "mother", "name"],
          code: "type",
          message: "Request body property mother.name must be string",
        },
      ),
    );
  });

  test("that is not there is reported where it is required", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets", { method: "POST" })).toEqual(
      invalid({ code: "required", message: "Body parameter is required" }),
    );
  });

  test.each([
    ['{"name":', "Unexpected end of JSON input"],
    ["", undefined],
  ])("that cannot be parsed is a 400 with the reason: %s", async (body, reason) => {
    const server = await serveText(document);
    const answer = await answerOf(server, "/pets", post(body, JSON_TYPE));
    if (reason === undefined) {
      expect(answer[0]).toBe(422);
      return;
    }
    expect(answer).toEqual([
      400,
      PROBLEM,
      {
        type: "about:blank",
        title: "Bad Request",
        status: 400,
        detail: `The body is not valid application/json: ${reason}.`,
      },
    ]);
  });

  test("in another encoding than UTF-8 is a 400", async () => {
    const server = await serveText(document);
    const bytes = new Uint8Array([0x22, 0xff, 0x22]);
    expect((await answerOf(server, "/pets", post(bytes, JSON_TYPE)))[0]).toBe(400);
  });

  test("of a type that the operation does not take is a 415", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets", post("<pet/>", "application/xml"))).toEqual([
      415,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#INVALID_CONTENT_TYPE",
        title: "Invalid content type",
        status: 415,
        detail: "Supported content types: application/json",
      },
    ]);
  });

  test("of more than 10 MB is a 413, said before it is all read or after", async () => {
    const server = await serveText(document);
    const bytes = new Uint8Array(10_000_001).fill(32);
    const stream = new Blob([bytes]).stream();
    const chunked: RequestInit & { duplex: "half" } = {
      method: "POST",
      body: stream,
      headers: { "content-type": JSON_TYPE },
      duplex: "half",
    };
    const expected = [
      413,
      PROBLEM,
      {
        type: "about:blank",
        title: "Content Too Large",
        status: 413,
        detail: "The body is longer than the 10 MB that are read.",
      },
    ];
    expect(await answerOf(server, "/pets", post(bytes, JSON_TYPE))).toEqual(expected);
    expect(await answerOf(server, "/pets", chunked)).toEqual(expected);
  });
});

describe("other bodies", () => {
  const fields = `
type: object
required: [name]
properties:
  name: { type: string }
  age: { type: integer }
  tags: { type: array, items: { type: string, minLength: 2 } }
  owner: { type: object, properties: { age: { type: integer } } }
`.replaceAll("\n", "\n            ");
  const document = (type: string, rest = "") => `
paths:
  /pets:
    post:
      requestBody:
        content:
          ${type}:
            schema:${fields.replaceAll("\n", "\n  ")}
            ${rest}
      responses: { 201: { description: made } }
`;
  const FORM = "application/x-www-form-urlencoded";

  test("of no type are of none that the operation does not take", async () => {
    const server = await serveText(`
paths:
  /pets: { post: { requestBody: { content: {} }, responses: { 201: {} } }, put: { responses: { 201: {} } } }
`);
    const status = async (method: string) => {
      const body = new Blob(["x"]);
      return (await answerOf(server, "/pets", { method, body }))[0];
    };
    expect([await status("POST"), await status("PUT")]).toEqual([201, 415]);
  });

  test("that are not required may be left out", async () => {
    const server = await serveText(document("application/json"));
    expect((await answerOf(server, "/pets", { method: "POST" }))[0]).toBe(201);
  });

  test.each(["name=Rex&age=7&other=x", "name=Rex+the+dog"])("a form is taken: %s", async (body) => {
    const server = await serveText(document(FORM));
    expect((await answerOf(server, "/pets", post(body, FORM)))[0]).toBe(201);
  });

  test("a form's fields are checked as the schema's types", async () => {
    const server = await serveText(document(FORM));
    expect(await answerOf(server, "/pets", post("age=x&tags=a&owner={}", FORM))).toEqual(
      invalid(
        {
          location: ["body"],
          code: "required",
          message: "Request body must have required property 'name'",
        },
        {
          location: ["body", "age"],
          code: "type",
          message: "Request body property age must be integer",
        },
        {
          location: ["body", "tags"],
          code: "type",
          message: "Request body property tags must be array",
        },
        {
          location: ["body", "owner"],
          code: "type",
          message: "Request body property owner must be object",
        },
      ),
    );
  });

  test("a form's encoding says how fields are taken apart", async () => {
    const encoding = "encoding: { tags: { style: pipeDelimited }, owner: { style: deepObject } }";
    const server = await serveText(document(FORM, encoding));
    const good = post("name=Rex&tags=ab%7Ccd&owner[age]=7", FORM);
    expect((await answerOf(server, "/pets", good))[0]).toBe(201);
    const [, , problem] = await answerOf(
      server,
      "/pets",
      post("name=Rex&tags=ab%7Cc&owner[age]=x", FORM),
    );
    expect(problem).toMatchObject({
      validation: [{ location: ["body", "tags", "1"] }, { location: ["body", "owner", "age"] }],
    });
  });

  test("multipart fields are checked, files are let through", async () => {
    const server = await serveText(document("multipart/form-data"));
    const good = new FormData();
    good.set("name", new Blob(["\u0000\u00ff"]), "rex.png");
    good.set("age", "7");
    expect((await answerOf(server, "/pets", post(good)))[0]).toBe(201);
    const bad = new FormData();
    bad.set("age", "x");
    bad.set("tags", "a");
    expect(await answerOf(server, "/pets", post(bad))).toEqual(
      invalid(
        {
          location: ["body"],
          code: "required",
          message: "Request body must have required property 'name'",
        },
        {
          location: ["body", "age"],
          code: "type",
          message: "Request body property age must be integer",
        },
        {
          location: ["body", "tags"],
          code: "type",
          message: "Request body property tags must be array",
        },
      ),
    );
  });

  test("multipart that is none has no fields", async () => {
    const server = await serveText(document("multipart/form-data"));
    const body = post("nonsense", "multipart/form-data; boundary=x");
    expect(await answerOf(server, "/pets", body)).toEqual(
      invalid({
        location: ["body"],
        code: "required",
        message: "Request body must have required property 'name'",
      }),
    );
  });

  test("what is neither JSON nor a form is text", async () => {
    const server = await serveText(document("image/*"));
    expect(await answerOf(server, "/pets", post("\u0000", "image/png"))).toEqual(
      invalid({ location: ["body"], code: "type", message: "Request body must be object" }),
    );
    expect((await answerOf(server, "/pets", post("x", "text/plain")))[0]).toBe(415);
  });

  test("where none is declared are a 415", async () => {
    const server = await serveText(
      "paths: { /pets: { post: { responses: { 201: { description: made } } } } }",
    );
    expect((await answerOf(server, "/pets", { method: "POST" }))[0]).toBe(201);
    expect((await answerOf(server, "/pets", post("{}", "application/json")))[0]).toBe(415);
  });
});

describe("a document's own replies", () => {
  const document = (responses: string) => `
security: [{ key: [] }, { basic: [] }]
paths:
  /pets:
    post:
      parameters: [{ in: query, name: limit, schema: { type: integer } }]
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { 200: { content: { application/json: { example: ok } } }, ${responses} }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    basic: { type: http, scheme: basic }
`;
  const json = (value: string) => `{ content: { application/json: { example: ${value} } } }`;
  const allowed = { "x-key": "k", "content-type": "application/json" };
  const cases: Record<string, RequestInit & { path: string }> = {
    unauthorized: { path: "/pets", method: "POST" },
    invalid: { path: "/pets?limit=x", method: "POST", headers: allowed },
    malformed: { path: "/pets", method: "POST", headers: allowed, body: "{" },
    unsupported: {
      path: "/pets",
      method: "POST",
      headers: { ...allowed, "content-type": "text/csv" },
      body: "a",
    },
  };

  test.each([
    ["unauthorized", `401: ${json("who")}`, 401, "who"],
    ["unauthorized", `400: ${json("bad")}, 4XX: ${json("no")}, default: ${json("any")}`, 401, "no"],
    ["unauthorized", `400: ${json("bad")}, default: ${json("any")}`, 401, "any"],
    ["unauthorized", `400: ${json("bad")}`, 401, undefined],
    ["invalid", `400: ${json("bad")}, 422: ${json("wrong")}`, 422, "wrong"],
    ["invalid", `400: ${json("bad")}, 4XX: ${json("no")}`, 422, "no"],
    ["invalid", `400: ${json("bad")}, default: ${json("any")}`, 400, "bad"],
    ["invalid", `default: ${json("any")}`, 422, "any"],
    ["invalid", `404: ${json("no")}`, 422, undefined],
    ["malformed", `400: ${json("bad")}, 422: ${json("wrong")}`, 400, "bad"],
    ["malformed", `422: ${json("wrong")}, default: ${json("any")}`, 400, "any"],
    ["malformed", `422: ${json("wrong")}`, 400, undefined],
    ["unsupported", `415: ${json("type")}, 422: ${json("wrong")}`, 415, "type"],
    ["unsupported", `422: ${json("wrong")}`, 422, "wrong"],
    ["unsupported", `default: ${json("any")}`, 415, "any"],
    ["unsupported", `404: ${json("no")}`, 415, undefined],
  ])("%s with %s: %i %s", async (name, responses, status, body) => {
    const server = await serveText(document(responses));
    const { path = "", ...init } = cases[name] ?? {};
    const answer = await answerOf(server, path, init);
    if (body === undefined) expect(answer.slice(0, 2)).toEqual([status, PROBLEM]);
    else expect(answer).toEqual([status, "application/json", body]);
  });

  test("missing credentials are a 401 with a challenge, before anything else", async () => {
    const server = await serveText(document(`404: ${json("no")}`));
    const response = await fetch(`${server.url}/pets?limit=x`, { method: "POST" });
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="*"');
    expect([response.status, await response.json()]).toEqual([
      401,
      {
        type: "https://stoplight.io/prism/errors#UNAUTHORIZED",
        title: "Invalid security scheme used",
        status: 401,
        detail:
          "Your request does not fullfil the security requirements and no HTTP unauthorized response was found in the spec, so Prism is generating this error for you.",
        headers: { "WWW-Authenticate": 'Basic realm="*"' },
      },
    ]);
  });

  test("an empty one is empty, with its headers", async () => {
    const server = await serveText(
      document("422: { headers: { X-Why: { example: wrong, schema: { type: string } } } }"),
    );
    const response = await fetch(`${server.url}/pets?limit=x`, {
      method: "POST",
      headers: allowed,
    });
    expect([
      response.status,
      response.headers.get("content-type"),
      response.headers.get("x-why"),
      await response.text(),
    ]).toEqual([422, null, "wrong", ""]);
  });

  test("a reply of the document says in a header what was wrong", async () => {
    const server = await serveText(document(`400: ${json("bad")}`));
    const response = await fetch(`${server.url}/pets?limit=x`, {
      method: "POST",
      headers: allowed,
    });
    expect(JSON.parse(response.headers.get("sl-violations") ?? "")).toEqual([
      {
        location: ["request", "query", "limit"],
        severity: "Error",
        code: "type",
        message: "Request query parameter limit must be integer",
      },
    ]);
  });

  test("a challenge of the document's own is kept", async () => {
    const reply = `401: { headers: { WWW-Authenticate: { example: Own, schema: { type: string } } }, content: { application/json: { example: who } } }`;
    const server = await serveText(document(reply));
    const response = await fetch(`${server.url}/pets`, { method: "POST" });
    expect(response.headers.get("www-authenticate")).toBe("Own");
  });

  test("which of its examples may be chosen with its code", async () => {
    const examples = "{ a: { value: first }, b: { value: second } }";
    const server = await serveText(
      document(`400: { content: { application/json: { examples: ${examples} } } }`),
    );
    const answer = async (prefer: string) =>
      (
        await answerOf(server, "/pets?limit=x", { method: "POST", headers: { ...allowed, prefer } })
      )[2];
    expect(await answer("code=400, example=b")).toBe("second");
    expect(await answer("code=200, example=b")).toBe("first");
  });

  test("a content type that the client does not accept is better than no reason", async () => {
    const server = await serveText(document(`400: ${json("bad")}`));
    const headers = { ...allowed, accept: "image/png" };
    expect(await answerOf(server, "/pets?limit=x", { method: "POST", headers })).toEqual([
      400,
      "application/json",
      "bad",
    ]);
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
