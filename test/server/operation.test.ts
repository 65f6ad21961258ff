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
    ["else the first", `{ 404: { ${json("no")} }, 302: { ${json("moved")} } }`, 302, "moved"],
    [
      "numbers before ranges",
      `{ 4XX: { ${json("no")} }, 503: { ${json("broken")} } }`,
      503,
      "broken",
    ],
    ["a range as its first status", `{ 5XX: { ${json("broken")} } }`, 500, "broken"],
    [
      "a range in lower case is no 2XX",
      `{ 2xx: { ${json("ok")} }, 404: { ${json("no")} } }`,
      404,
      "no",
    ],
  ])("%s", async (_, responses, status, body) => {
    const server = await serveText(getPets(responses));
    expect(await answerOf(server, "/pets")).toEqual([status, "application/json", body]);
  });

  test("without any it is a problem", async () => {
    const server = await serveText(getPets("{}"));
    expect(await answerOf(server, "/pets")).toEqual([
      500,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NO_RESPONSE_RESPONSE_DEFINED",
        title: "No response defined for the selected operation",
        status: 500,
        detail: "",
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

  test("that is not there is a problem", async () => {
    const server = await serveText(getPets(responses));
    expect(await answerOf(server, "/pets?__code=418")).toEqual([
      404,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NOT_FOUND",
        title: "The server cannot find the requested content",
        status: 404,
        detail: "Requested status code 418 is not defined in the document.",
      },
    ]);
  });

  test("that is none is a problem", async () => {
    const server = await serveText(getPets(responses));
    expect(await answerOf(server, "/pets?__code=abc")).toEqual([
      422,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY",
        title: "Invalid request",
        status: 422,
        detail: 'optional property "code"\n└─ cannot decode "abc", should be a number',
      },
    ]);
  });

  test.each([
    ["code=404, example=a", undefined, 200, "one"],
    ["code=404", "text/plain", 200, "plain"],
  ])(
    "%s that cannot be with Accept: %s gives way to the success",
    async (prefer, accept, ...expected) => {
      const success =
        "{ content: { application/json: { examples: { a: { value: one } } }, text/plain: { example: plain } } }";
      const server = await serveText(getPets(`{ 200: ${success}, 404: { ${json("no")} } }`));
      const headers = { prefer, ...(accept && { accept }) };
      const [status, , body] = await answerOf(server, "/pets", { headers });
      expect([status, body]).toEqual(expected);
    },
  );

  test("that cannot be where the success cannot be either is a problem of Prism's", async () => {
    const server = await serveText(getPets(responses));
    const reason =
      "https://stoplight.io/prism/errors#NOT_FOUND: The server cannot find the requested content";
    expect(await answerOf(server, "/pets?__code=404&__example=x")).toEqual([
      500,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#UNKNOWN",
        title: `${reason}. We tried default response, but we got ${reason}`,
        status: 500,
        detail: "",
      },
    ]);
  });
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

  test("one that is not there is a problem", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets?__example=fish")).toEqual([
      404,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NOT_FOUND",
        title: "The server cannot find the requested content",
        status: 404,
        detail: "Response for contentType: application/json and exampleKey: fish does not exist.",
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
    expect((await answerOf(server, "/empty")).slice(0, 2)).toEqual([200, null]);
    const response = await fetch(`${server.url}/nothing`);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).toBe("");
  });
});

describe("content types", () => {
  const document = getPets(
    "{ 200: { content: { application/xml: { example: <pet/> }, application/json: { example: pet }, text/plain: { example: Rex } } } }",
  );

  test.each([
    ["*/*", "application/xml", "<pet/>"],
    ["application/json", "application/json", "pet"],
    ["application/xml", "application/xml", "<pet/>"],
    ["text/*", "text/plain", "Rex"],
  ])("for %s it is %s", async (accept, type, body) => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets", { headers: { accept } })).toEqual([200, type, body]);
  });

  test("one that the reply has not is a problem", async () => {
    const server = await serveText(document);
    expect(await answerOf(server, "/pets", { headers: { accept: "image/png" } })).toEqual([
      406,
      PROBLEM,
      {
        type: "https://stoplight.io/prism/errors#NOT_ACCEPTABLE",
        title: "The server cannot produce a representation for your accept header",
        status: 406,
        detail: "Unable to find content for image/png",
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
            X-List: { example: [1, 2], schema: { type: array } }
            X-Untold: { example: 7 }
            X-Made: { schema: { type: integer, minimum: 7 } }
            X-Lines: { example: "a\\r\\nb", schema: { type: string } }
            Content-Length: { example: 999 }
            Access-Control-Allow-Origin: { example: https://shop.test }
            "not a name": { example: x }
`);
  const headers = new Headers((await fetch(`${server.url}/pets`)).headers);
  headers.delete("date");
  expect(Object.fromEntries(headers)).toEqual({
    "access-control-allow-credentials": "true",
    "access-control-allow-headers": "*",
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
    "x-untold": "null",
  });
});
