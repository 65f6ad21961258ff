import { describe, expect, test } from "vitest";

import { decodeMock } from "../../src/mock/decodeMock.ts";
import { encodeMock } from "../../src/mock/encodeMock.ts";
import type { MockServer } from "../../src/server/mockServer.ts";
import { compileText, serveTable, serveText } from "./fixture.ts";

const GREATEST = "9223372036854775807";
const LEAST = "-9223372036854775808";

/** The status of a request, and its body as it was sent. */
async function sent(server: MockServer, target: string, init?: RequestInit) {
  const response = await fetch(server.url + target, init);
  return [response.status, await response.text()];
}

const json = (body: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body,
});

describe("numbers of 64 bits", () => {
  const DOCUMENT = `
openapi: 3.1.0
paths:
  /x:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                id: { type: integer, format: int64 }
                size: { type: integer, format: uint64 }
                kind: { enum: [1, 9007199254740993, a] }
                most: { type: integer, maximum: 9007199254740995 }
                any: { type: [string, "null"] }
                either: { oneOf: [{ type: string }, { $ref: "#/components/schemas/Id" }] }
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                id: { type: integer, format: int64 }
                count: { type: integer, maximum: 3 }
                kind: { type: integer, enum: [1, 2] }
      responses: { 204: { description: ok } }
  /x/{id}:
    parameters:
      - { name: id, in: path, schema: { type: integer, format: int64 } }
      - { name: q, in: query, schema: { type: integer, format: int64, exclusiveMaximum: 9223372036854775807 } }
      - { name: ids, in: query, schema: { type: array, items: { type: integer, format: int64 } } }
      - { name: h, in: header, schema: { type: integer, format: int64 } }
      - { name: text, in: query, schema: { type: string, maxLength: 19 } }
    get: { responses: { 204: { description: ok } } }
components: { schemas: { Id: { type: integer, format: int64 } } }
`;

  const status = async (server: MockServer, body: string) =>
    (await sent(server, "/x", json(body)))[0];

  test.each<[string, number]>([
    [`{"id":${GREATEST}}`, 204],
    [`{"id":${LEAST}}`, 204],
    ['{"id":9007199254740993}', 204],
    ['{"id":9223372036854775808}', 422],
    ['{"id":-9223372036854775809}', 422],
    ['{"id":9223372036854775808.0}', 422],
    ['{"id":1.5}', 422],
    ['{"size":18446744073709551615}', 204],
    ['{"size":18446744073709551616}', 422],
    ['{"size":-1}', 422],
    ['{"kind":9007199254740993}', 204],
    ['{"kind":1}', 204],
    ['{"kind":9007199254740992}', 422],
    ['{"kind":2}', 422],
    ['{"most":9007199254740995}', 204],
    ['{"most":9007199254740996}', 422],
    ['{"most":1e30}', 422],
    [`{"any":${GREATEST}}`, 422],
    [`{"any":"${GREATEST}"}`, 204],
    [`{"either":${GREATEST}}`, 204],
    ['{"either":9223372036854775808}', 422],
    [`{"id":${GREATEST}`, 400],
  ])("are read digit by digit in bodies: %s is answered with %j", async (body, expected) => {
    expect(await status(await serveText(DOCUMENT), body)).toBe(expected);
  });

  test.each<[string, number]>([
    [`id=${GREATEST}&count=3&kind=2`, 204],
    ["id=9223372036854775808", 422],
    [`id=${GREATEST}&count=4`, 422],
    [`id=${GREATEST}&kind=3`, 422],
  ])("are read digit by digit in forms: %s is answered with %j", async (body, expected) => {
    const server = await serveText(DOCUMENT);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await sent(server, "/x", { method: "POST", headers, body }))[0]).toBe(expected);
  });

  test.each<[string, string | undefined, number]>([
    [`/x/${GREATEST}`, undefined, 204],
    ["/x/9223372036854775808", undefined, 422],
    [`/x/${LEAST}`, undefined, 204],
    ["/x/1?q=9223372036854775806", undefined, 204],
    [`/x/1?q=${GREATEST}`, undefined, 422],
    [`/x/1?ids=1&ids=${GREATEST}`, undefined, 204],
    ["/x/1?ids=1&ids=9223372036854775808", undefined, 422],
    ["/x/1", GREATEST, 204],
    ["/x/1", "9223372036854775808", 422],
    [`/x/1?text=${GREATEST}`, undefined, 204],
    [`/x/1?text=${GREATEST}0`, undefined, 422],
  ])("are read digit by digit in parameters: %s, header %s: %j", async (target, h, expected) => {
    const server = await serveText(DOCUMENT);
    const headers: Record<string, string> = h === undefined ? {} : { h };
    expect((await sent(server, target, { headers }))[0]).toBe(expected);
  });

  test("a violation names the format or the limit with all its digits", async () => {
    const server = await serveText(DOCUMENT);
    const messages = async (body: string) => {
      const { validation } = JSON.parse(String((await sent(server, "/x", json(body)))[1]));
      return validation.map(({ message }: { message: string }) => message);
    };
    expect(await messages('{"id":9223372036854775808,"most":9007199254740997}')).toEqual([
      "Request body property id must be <= 9223372036854775807",
      "Request body property most must be <= 9007199254740995",
    ]);
    expect(await messages('{"kind":3}')).toEqual([
      "Request body property kind must be equal to one of the allowed values: 1, 9007199254740993, a",
    ]);
  });
});

describe("numbers of 64 bits in replies", () => {
  const DOCUMENT = `
openapi: 3.0.3
paths:
  /example:
    get:
      responses:
        200:
          description: ok
          headers: { X-Id: { schema: { type: integer, format: int64 }, example: ${GREATEST} } }
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Order" }
              example: { id: ${GREATEST}, ids: [${LEAST}] }
            application/xml: { example: { id: ${GREATEST} } }
  /default:
    get:
      responses:
        200:
          description: ok
          content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
components:
  schemas:
    Order:
      type: object
      required: [id, kind, most]
      properties:
        id: { type: integer, format: int64, default: ${LEAST} }
        kind: { type: integer, enum: [9007199254740993] }
        most: { type: integer, format: int64, minimum: 9223372036854775800 }
`;
  const EXAMPLE = `{"id":${GREATEST},"ids":[${LEAST}]}`;

  test.each([
    ["as the document is compiled", compileText],
    [
      "from a mock's file",
      (text: string) =>
        decodeMock(
          encodeMock({
            service: "shop",
            table: compileText(text),
            latency: { default: { kind: "fixed", ms: 0 }, routes: {} },
          }),
          "shop.json.gz",
        ).table,
    ],
  ])("examples and defaults keep their digits, %s", async (_, tableOfText) => {
    const server = await serveTable(tableOfText(DOCUMENT));
    const response = await fetch(`${server.url}/example`);
    expect(response.headers.get("x-id")).toBe(GREATEST);
    expect(await response.text()).toBe(EXAMPLE);
    const xml = { headers: { accept: "application/xml" } };
    expect(await sent(server, "/example", xml)).toEqual([200, `<xml><id>${GREATEST}</id></xml>`]);
    expect(await sent(server, "/default", {})).toEqual([
      200,
      `{"id":${LEAST},"kind":9007199254740993,"most":9223372036854775800}`,
    ]);
  });

  test("random values are within their limits", async () => {
    const server = await serveText(DOCUMENT);
    for (let seed = 0; seed < 20; seed++) {
      const headers = { prefer: `dynamic=true, seed=${seed}` };
      const [, body] = await sent(server, "/default", { headers });
      expect(body).toMatch(/"kind":9007199254740993\b/);
      expect(body).toMatch(/"most":922337203685477580[0-7]\b/);
    }
  });
});

describe("multiples of decimal fractions", () => {
  const DOCUMENT = `
paths:
  /x:
    get:
      parameters: [{ name: p, in: query, schema: { type: number, multipleOf: 0.01 } }]
      responses:
        200:
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [p]
                properties: { p: { type: number, multipleOf: 0.01, minimum: 0, maximum: 123456789 } }
              example: { p: 19.99 }
`;

  test.each<[string, number]>([
    ["19.99", 200],
    ["4.35", 200],
    ["0.07", 200],
    ["0.1", 200],
    ["1e2", 200],
    ["123456789.01", 200],
    ["-19.99", 200],
    ["90071992547409.93", 200],
    ["0.005", 422],
    ["19.999", 422],
    ["123456789.011", 422],
  ])("%s is answered with %j", async (price, expected) => {
    const server = await serveText(DOCUMENT);
    const [status, body] = await sent(server, `/x?p=${price}`);
    expect(status).toBe(expected);
    if (expected === 422) expect(body).toContain("must be multiple of 0.01");
  });

  test("random values have no more decimals than their step", async () => {
    const server = await serveText(DOCUMENT);
    for (let seed = 0; seed < 50; seed++) {
      const headers = { prefer: `dynamic=true, seed=${seed}` };
      expect((await sent(server, "/x", { headers }))[1]).toMatch(/^\{"p":\d+(\.\d\d?)?\}$/);
    }
  });
});
