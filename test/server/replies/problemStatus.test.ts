import { expect, test } from "vitest";
import { withRealStatus } from "../../../src/server/replies/problemStatus.ts";
import { answerOf, serveText } from "../fixture.ts";

const PROBLEM = "application/problem+json";

test.each([
  ["the stated status", { type: "urn:x", status: 503 }, { type: "urn:x", status: 401 }],
  ["a status made from a schema", { status: 0 }, { status: 401 }],
  [
    "the phrase of the stated status",
    { title: "Service Unavailable", status: 503 },
    { title: "Unauthorized", status: 401 },
  ],
  [
    "the phrase, with the type that means none",
    { type: "about:blank", title: "Service Unavailable", status: 503 },
    { type: "about:blank", title: "Unauthorized", status: 401 },
  ],
])("of a problem, %s becomes that of the response", (_, body, expected) => {
  expect(withRealStatus(body, PROBLEM, 401)).toEqual(expected);
  expect(withRealStatus(body, "application/problem+xml; charset=utf-8", 401)).toEqual(expected);
});

test.each([
  ["the title of a type", { type: "urn:x", title: "Service Unavailable", status: 503 }],
  ["a title that is no phrase", { title: "Not now", status: 503 }],
])("of a problem, %s stays", (_, body) => {
  expect(withRealStatus(body, PROBLEM, 401)).toEqual({ ...body, status: 401 });
});

test.each([
  ["JSON of another type", "application/json", { status: 503 }],
  ["a problem type of somebody else's", "application/vnd.shop.problem+json", { status: 503 }],
  ["a body without content type", undefined, { status: 503 }],
  ["a status that is no integer", PROBLEM, { status: "closed" }],
  ["a status further down", PROBLEM, { order: { status: 503 } }],
  ["a body that is no object", PROBLEM, "status 503"],
  ["no status", PROBLEM, { title: "Service Unavailable" }],
  ["the right status", PROBLEM, { title: "Service Unavailable", status: 401 }],
])("%s is left alone", (_, type, body) => {
  expect(withRealStatus(body, type, 401)).toBe(body);
});

const server = (status: string) =>
  serveText(`
paths:
  /pets:
    get:
      security: [{ key: [] }]
      responses:
        200: { content: { application/json: { example: ok } } }
        ${status}: { content: { application/problem+json: { example: { status: 503 } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`);

test.each(["default", "4XX"])("a 401 of %s states 401", async (status) => {
  expect(await answerOf(await server(status), "/pets")).toEqual([401, PROBLEM, { status: 401 }]);
});

test("a default asked for by its code states that code", async () => {
  const shop = await server("default");
  const init = { headers: { "x-key": "k", prefer: "code=429" } };
  expect(await answerOf(shop, "/pets", init)).toEqual([429, PROBLEM, { status: 429 }]);
});

test("a reply of one status alone is as the document has it", async () => {
  expect(await answerOf(await server("401"), "/pets")).toEqual([401, PROBLEM, { status: 503 }]);
});
