import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "./fixture.ts";
import { PROBLEM } from "./invalid.ts";

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
