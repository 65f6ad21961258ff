import fc from "fast-check";
import { expect, test } from "vitest";

import { createMetrics } from "../../src/server/measure/metrics.ts";
import { createServing } from "../../src/server/serving.ts";
import { seededRandom } from "../../src/server/values/random.ts";
import { compileText } from "./fixture.ts";

const table = compileText(`
security: [{ key: [] }, {}]
paths:
  /a/{simple}/{label}/{matrix}:
    parameters:
      - { in: path, name: simple, required: true, schema: { type: array, items: { type: integer } } }
      - { in: path, name: label, required: true, style: label, explode: true, schema: { type: object } }
      - { in: path, name: matrix, required: true, style: matrix, schema: { type: [integer, "null"] } }
    post:
      parameters:
        - { in: query, name: a, style: deepObject, schema: { type: object, additionalProperties: { type: integer } } }
        - { in: query, name: b, style: pipeDelimited, explode: false, schema: { type: array } }
        - { in: query, name: c, schema: { type: object, properties: { __proto__: { type: string }, d: {} } } }
        - { in: query, name: e, content: { application/json: { schema: { type: object } } } }
        - { in: header, name: F, schema: { type: object } }
        - { in: cookie, name: g, schema: { enum: [1] } }
      requestBody:
        content:
          application/json: { schema: { type: object, properties: { a: { format: date } } } }
          application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: array } } } }
          multipart/form-data: { schema: { type: object, properties: { a: { type: integer } } } }
          text/*: { schema: { type: integer } }
      responses:
        200:
          content:
            application/json: { schema: { type: object, properties: { a: { type: string } } } }
            text/*: { examples: { one: { value: 1 }, two: { value: two } } }
            application/xml: { example: { a: 1 } }
        default: { content: { application/problem+json: { schema: { type: object } } } }
components: { securitySchemes: { key: { type: apiKey, in: cookie, name: key } } }
`);

const word = fc.constantFrom(
  ..."a b c d e f g key [ ] = & % %2 %C3 , ; . | + { } \\ \" ' : / * ? __proto__ constructor 1 -0 1e999 null".split(
    " ",
  ),
  "\u0000",
  "é",
  "[a]",
  "code=",
  "example=",
  "__code=",
  "__example=",
  "200",
  "two",
  "text/",
  "q=",
  "application/json",
  "multipart/form-data; boundary=x",
  "--x\r\n",
  "application/x-www-form-urlencoded",
);
const words = fc.array(word, { maxLength: 12 }).map((found) => found.join(""));

test("whatever is asked, it is answered, and not with an error of the server", async () => {
  const metrics = createMetrics();
  const serving = createServing(
    { service: "x", table, latency: { routes: {} } },
    metrics,
    seededRandom("fuzz"),
  );
  const request = fc.record({
    segments: fc.tuple(words, words, words),
    query: words,
    headers: fc.record(
      { accept: words, prefer: words, cookie: words, f: words, "content-type": words },
      { requiredKeys: [] },
    ),
    body: fc.oneof(words, fc.json()),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ segments, query, headers, body }) => {
      const path = `/a/${segments.map((text) => encodeURI(text.replaceAll("/", "")) || "-").join("/")}`;
      const found = serving.router.find("POST", path);
      if (found === undefined) throw new Error(`no route for ${path}`);
      const bytes = Buffer.from(body);
      const answer = await serving.endpoint(found).operation({
        headers: { ...headers, "content-length": String(bytes.byteLength) },
        query,
        params: found.params,
        body: async () => bytes,
      });
      expect([200, 204, 400, 404, 406, 415, 422]).toContain(answer.status);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
