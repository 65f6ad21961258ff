import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "../fixture.ts";
import { invalid, PROBLEM, post } from "../invalid.ts";

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

  test.each(["0", "false", '""'])("%s is a body", async (body) => {
    const server = await serveText(`
paths:
  /any:
    put:
      requestBody:
        required: true
        content: { application/json: { schema: { type: [number, boolean, string] } } }
      responses: { 204: { description: put } }
`);
    const put = { ...post(body, JSON_TYPE), method: "PUT" };
    expect((await answerOf(server, "/any", put))[0]).toBe(204);
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

test("a body of XML is text, which its schema is not about", async () => {
  const server = await serveText(`
paths:
  /pets:
    post:
      requestBody:
        required: true
        content: { application/xml: { schema: { type: object, required: [name] } } }
      responses: { 201: { description: made } }
`);
  for (const type of ["application/xml", "application/xml; charset=utf-8"]) {
    const [status] = await answerOf(server, "/pets", post("<pet><name>Rex</name></pet>", type));
    expect(status).toBe(201);
  }
});
