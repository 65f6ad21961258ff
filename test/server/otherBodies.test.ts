import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "./fixture.ts";
import { invalid, post } from "./invalid.ts";

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
    expect(await answerOf(server, "/pets", post("age=x&tags=a&owner=me", FORM))).toEqual(
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
          location: ["body", "tags", "0"],
          code: "minLength",
          message: "Request body property tags.0 must NOT have fewer than 2 characters",
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
          location: ["body", "tags", "0"],
          code: "minLength",
          message: "Request body property tags.0 must NOT have fewer than 2 characters",
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
