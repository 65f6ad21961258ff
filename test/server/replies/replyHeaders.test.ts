import { describe, expect, test } from "vitest";

import type { ReplyHeader } from "../../../src/openapi/table/table.ts";
import { replyHeaders } from "../../../src/server/replies/replyHeaders.ts";
import { staticValues } from "../../../src/server/values/makeValue.ts";
import { replyOf, serveText, tableOf } from "../fixture.ts";

function linesOf(header: Partial<ReplyHeader>): string[] {
  const whole = { name: "X-A", required: false, schema: {}, ...header };
  return replyHeaders(
    replyOf("200", [], [whole]),
    staticValues(tableOf([]), () => {}),
  ).lines;
}

describe("the value of a header", () => {
  test.each<[string, Partial<ReplyHeader>, string]>([
    ["a list, with commas", { example: [1, "b", true] }, "1,b,true"],
    ["a list of objects, each in JSON", { example: [{ a: 1 }] }, '{"a":1}'],
    ["an object, with commas", { example: { a: 1, b: "x" } }, "a,1,b,x"],
    ["an exploded object", { example: { a: 1, b: "x" }, explode: true }, "a=1,b=x"],
    ["an exploded list", { example: [1, 2], explode: true }, "1,2"],
    ["what is null inside, left out", { example: { a: null, b: [1, null] } }, "b,[1,null]"],
    ["a list of 2.0 with another separator", { example: [1, 2], separator: "|" }, "1|2"],
    ["a boolean", { example: false }, "false"],
    ["a made boolean", { schema: { type: "boolean" } }, "true"],
    ["a made list", { schema: { type: "array", items: { const: 5 } } }, "5"],
    ["JSON", { example: { a: [1] }, contentType: "application/json" }, '{"a":[1]}'],
    ["a text in JSON", { example: "a", contentType: "application/json" }, '"a"'],
    ["JSON that is text already", { example: '{ "a": 1 }', contentType: "a/b+json" }, '{"a":1}'],
    [
      "JSON with long integers",
      { example: '{"a":9007199254740993}', contentType: "application/json" },
      '{"a":9007199254740993}',
    ],
    ["text by content", { example: "a,b", contentType: "text/plain" }, "a,b"],
  ])("%s", (_, header, text) => {
    expect(linesOf(header)).toEqual(["x-a", text]);
  });

  test.each<[string, Partial<ReplyHeader>]>([
    ["null", { example: null }],
    ["an empty list", { example: [] }],
    ["an empty object", { example: {} }],
    ["made null", { schema: { type: "null" } }],
  ])("%s is not sent (RFC 6570, 2.3)", (_, header) => {
    expect(linesOf(header)).toEqual([]);
  });

  test.each([["bad name"], ["a:b"], [""], ["naïve"], ["content-length"], ["Transfer-Encoding"]])(
    "a header named %j is left out",
    (name) => {
      expect(linesOf({ name, example: "x" })).toEqual([]);
    },
  );
});

describe("cookies", () => {
  test.each<[string, unknown, string[]]>([
    ["a list", ["a=1; Path=/", "b=2"], ["a=1; Path=/", "b=2"]],
    ["an object", { a: 1, b: "x" }, ["a=1", "b=x"]],
    ["a text", "a=1, b", ["a=1, b"]],
    ["a text of several lines", "a=1\r\nb=2\n", ["a=1", "b=2"]],
  ])(
    "%s has a line for each, because they cannot share one (RFC 9110, 5.3)",
    (_, example, lines) => {
      expect(linesOf({ name: "Set-Cookie", example })).toEqual(
        lines.flatMap((line) => ["set-cookie", line]),
      );
    },
  );
});

test("headers of a document arrive, whatever their names and values are", async () => {
  const server = await serveText(`
paths:
  /a:
    get:
      responses:
        200:
          headers:
            Set-Cookie: { schema: { type: array }, example: ["a=1; Path=/", "b=2"] }
            X-Lines: { schema: { type: string }, example: "a\\r\\nX-Evil: 1\\0" }
            X-Tab: { schema: { type: string }, example: "a\\tb" }
            X-Snow: { schema: { type: string }, example: "☃" }
            bad name: { schema: { type: string } }
            Content-Length: { schema: { type: integer }, example: 3 }
          content: { application/json: { example: ok } }
`);
  const response = await fetch(`${server.url}/a`);
  expect(await response.json()).toBe("ok");
  expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  expect(response.headers.get("x-lines")).toBe("a X-Evil: 1");
  expect(response.headers.get("x-tab")).toBe("a\tb");
  expect(Buffer.from(response.headers.get("x-snow") ?? "", "latin1").toString()).toBe("☃");
});
