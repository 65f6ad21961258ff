import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "./fixture.ts";

const PROBLEM = "application/problem+json";

/** An operation `GET /pets` with the given responses, in YAML of one line. */
function getPets(responses: string): string {
  return `paths: { /pets: { get: { responses: ${responses} } } }`;
}

const json = (value: string) => `content: { application/json: { example: ${value} } }`;

describe("which reply", () => {
  test.each([
    [
      "the lowest 2xx",
      `{ 404: { ${json("no")} }, 202: { ${json("two")} }, 201: { ${json("one")} } }`,
      201,
      "one",
    ],
    ["else 2XX as 200", `{ default: { ${json("any")} }, 2XX: { ${json("range")} } }`, 200, "range"],
    [
      "else default as 200",
      `{ 302: { ${json("moved")} }, default: { ${json("any")} } }`,
      200,
      "any",
    ],
    ["else the lowest 3xx", `{ 404: { ${json("no")} }, 302: { ${json("moved")} } }`, 302, "moved"],
  ])("%s", async (_, responses, status, body) => {
    const server = await serveText(getPets(responses));
    expect(await answerOf(server, "/pets")).toEqual([status, "application/json", body]);
  });

  test("without any of them it is a problem that says what there is", async () => {
    const server = await serveText(getPets(`{ 404: { ${json("no")} }, 4XX: { ${json("no")} } }`));
    expect(await answerOf(server, "/pets")).toEqual([
      500,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NO_SUCCESS_RESPONSE_DEFINED",
        title: "No successful response defined for the selected operation",
        status: 500,
        detail:
          'GET /pets has neither a 2xx or 3xx response nor a default one; ask for another with "Prefer: code=…".',
        available: ["404", "4XX"],
      },
    ]);
  });
});

describe("a preferred code", () => {
  const responses = `{ 200: { ${json("ok")} }, 404: { ${json("no")} }, 5XX: { ${json("broken")} } }`;

  test.each([
    ["by header", "/pets", { prefer: "code=404" }, 404, "no"],
    ["by query", "/pets?__code=404", {}, 404, "no"],
    ["of a range", "/pets?__code=503", {}, 503, "broken"],
  ])("%s", async (_, path, headers, status, body) => {
    const server = await serveText(getPets(responses));
    expect(await answerOf(server, path, { headers })).toEqual([status, "application/json", body]);
  });

  test("may be anything where there is a default reply", async () => {
    const server = await serveText(getPets(`{ default: { ${json("any")} } }`));
    expect(await answerOf(server, "/pets?__code=418")).toEqual([418, "application/json", "any"]);
  });

  test.each(["418", "99", "abc"])(
    "%s that is not there is a problem that lists those that are",
    async (code) => {
      const server = await serveText(getPets(responses));
      expect(await answerOf(server, `/pets?__code=${code}`)).toEqual([
        404,
        PROBLEM,
        {
          type: "https://stoplight.io/prism/errors#NOT_FOUND",
          title: "The server cannot find the requested content",
          status: 404,
          detail: `Requested status code ${code} is not defined in the document for GET /pets.`,
          available: ["200", "404", "5XX"],
        },
      ]);
    },
  );
});

describe("examples", () => {
  const examples =
    "{ cat: { value: Tom }, far: { externalValue: ./far.json }, dog: { value: Rex } }";
  const media = `{ schema: { type: string, default: made }, examples: ${examples} }`;
  const document = getPets(`{ 200: { content: { application/json: ${media} } } }`);

  test.each([
    ["the first is taken", "/pets", {}, "Tom"],
    ["or the one that is preferred", "/pets", { prefer: "example=dog" }, "Rex"],
    ["in the query as well", "/pets?__example=dog", {}, "Rex"],
    ["one outside the document is made from the schema", "/pets?__example=far", {}, "made"],
  ])("%s", async (_, path, headers, body) => {
    const server = await serveText(document);
    expect(await answerOf(server, path, { headers })).toEqual([200, "application/json", body]);
  });

  test("one that is not there is a problem that lists those that are", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets?__example=fish")).toEqual([
      404,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NOT_FOUND",
        title: "The server cannot find the requested content",
        status: 404,
        detail: 'Response 200 has no example "fish".',
        available: ["cat", "far", "dog"],
      },
    ]);
  });

  test("an example goes before what the schema says, that before nothing", async () => {
    const server = await serveText(`
paths:
  /example: { get: { responses: { 200: { content: { application/json: { example: 2, schema: { const: 1 } } } } } } }
  /schema: { get: { responses: { 200: { content: { application/json: { schema: { const: 1 } } } } } } }
  /nothing: { get: { responses: { 200: { content: { application/json: {} } } } } }
  /empty: { get: { responses: { 200: { description: no content } } } }
`);
    expect(await answerOf(server, "/example")).toEqual([200, "application/json", 2]);
    expect(await answerOf(server, "/schema")).toEqual([200, "application/json", 1]);
    expect(await answerOf(server, "/nothing")).toEqual([200, null, ""]);
    expect(await answerOf(server, "/empty")).toEqual([200, null, ""]);
  });
});

describe("content types", () => {
  const document = getPets(
    "{ 200: { content: { application/xml: { example: <pet/> }, application/json: { example: pet }, text/plain: { example: Rex } } } }",
  );

  test.each([
    ["*/*", "application/json", "pet"],
    ["application/xml", "application/xml", "<pet/>"],
    ["text/*", "text/plain", "Rex"],
  ])("for %s it is %s", async (accept, type, body) => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets", { headers: { accept } })).toEqual([200, type, body]);
  });

  test("one that the reply has not is a problem that lists those it has", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets", { headers: { accept: "image/png" } })).toEqual([
      406,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NOT_ACCEPTABLE",
        title: "The server cannot produce a representation for your accept header",
        status: 406,
        detail: "Unable to find content for image/png.",
        available: ["application/xml", "application/json", "text/plain"],
      },
    ]);
  });
});

test("headers of the reply are their examples, else what their schemas say; some are the server's own", async () => {
  const server = await serveText(`
paths:
  /pets:
    get:
      deprecated: true
      responses:
        200:
          headers:
            X-Example: { example: é, schema: { type: string } }
            X-Default: { schema: { type: integer, default: 20 } }
            X-List: { example: [1, 2] }
            X-Object: { example: { a: 1, b: 2 } }
            X-Made: { schema: { type: integer, minimum: 7 } }
            X-Lines: { example: "a\\r\\nb" }
            Content-Length: { example: 999 }
            Access-Control-Allow-Origin: { example: https://shop.test }
            "not a name": { example: x }
`);
  const headers = new Headers((await fetch(`${server.url}/pets`)).headers);
  headers.delete("date");
  expect(Object.fromEntries(headers)).toEqual({
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "*",
    connection: "keep-alive",
    "content-length": "0",
    deprecation: "true",
    "keep-alive": "timeout=3660",
    "x-default": "20",
    "x-example": "\u00c3\u00a9",
    "x-lines": "a b",
    "x-list": "1,2",
    "x-made": "7",
    "x-object": "a,1,b,2",
  });
});
