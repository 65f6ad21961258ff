import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { answerOf, compileText, serveTable, serveText } from "./fixture.ts";
import { post } from "./invalid.ts";

/** A document with one operation at `/a`, whose reply has this content. */
const replying = (content: string, openapi = "3.2.0") => `
openapi: ${openapi}
info: { title: Shop, version: "1" }
paths:
  /a: { get: { responses: { 200: { description: ok, content: { ${content} } } } } }
`;

const taking = (content: string, openapi = "3.2.0") => `
openapi: ${openapi}
info: { title: Shop, version: "1" }
paths:
  /a: { post: { requestBody: { content: { ${content} } }, responses: { 204: { description: ok } } } }
`;

const ITEM = "itemSchema: { type: object, required: [n], properties: { n: { type: integer } } }";

describe("a body of sequential JSON is never refused", () => {
  test.each([
    ["3.1.0", "application/x-ndjson: { schema: { properties: { a: { const: 1 } } } }", '{"a":1}\n'],
    [
      "3.1.0",
      "application/x-ndjson: { schema: { type: array, items: { const: 1 }, minItems: 2 } }",
      "1\n1\n",
    ],
    ["3.1.0", "application/jsonl: { example: { a: 1 } }", '{"a":1}\n'],
    ["3.1.0", "application/jsonl: { example: [{ a: 1 }, { a: 2 }] }", '{"a":1}\n{"a":2}\n'],
    ["3.0.0", "application/json-seq: { example: { a: 1 } }", '\u001e{"a":1}\n'],
    ["3.0.0", "text/event-stream: { example: { data: a } }", "data: a\n\n"],
    [
      "3.1.0",
      'text/event-stream: { schema: { type: string }, example: "data: a\\n\\ndata: b\\n\\n" }',
      "data: a\n\ndata: b\n\n",
    ],
    ["3.2.0", "application/jsonl: { itemSchema: { const: 1 } }", "1\n1\n1\n"],
  ])("%s, %s", async (openapi, content, body) => {
    const response = await fetch(`${(await serveText(replying(content, openapi))).url}/a`);
    expect([response.status, response.headers.get("sl-violations"), await response.text()]).toEqual(
      [200, null, body],
    );
  });

  test.each(["model/gltf+json", "text/json", "application/vnd.shop+json"])(
    "%s is JSON",
    async (type) => {
      const server = await serveText(replying(`${type}: { example: { a: 1 } }`));
      expect(await answerOf(server, "/a")).toEqual([200, type, { a: 1 }]);
    },
  );
});

describe("items that a document describes are sent one by one", () => {
  const HOUR = 3_600_000;

  test("the first after the route's latency, each other one after a latency more", async () => {
    const table = compileText(
      replying(`text/event-stream: { itemSchema: {}, example: [{ data: a }, { data: b }] }`),
    );
    const server = await serveTable(table, { routes: { "GET /a": { kind: "fixed", ms: 30 } } });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const [head = "", ...chunks] = (await text(socket)).split(/\r\n(?=9\r\n|0\r\n)/);
    expect(head).not.toMatch(/^content-length/im);
    expect(chunks).toEqual(["9\r\ndata: a\n\n", "9\r\ndata: b\n\n", "0\r\n\r\n"]);
  });

  test("a delay that a request asks for is also that between them", async () => {
    const table = compileText(replying("application/jsonl: { itemSchema: {}, example: [1, 2] }"));
    const server = await serveTable(table, { routes: { "GET /a": { kind: "fixed", ms: HOUR } } });
    const asking = { headers: { "x-understudy-delay": "0ms" } };
    expect(await (await fetch(`${server.url}/a`, asking)).text()).toBe("1\n2\n");
  });

  test.each([
    ["an item alone", "example: { n: 1 }", '{"n":1}\n'],
    ["a text as it is", `example: "{\\"n\\": 1}\\n"`, '{"n": 1}\n'],
  ])("%s may be the example", async (_, example, body) => {
    const server = await serveText(replying(`application/jsonl: { ${ITEM}, ${example} }`));
    const response = await fetch(`${server.url}/a`);
    expect([response.headers.get("sl-violations"), await response.text()]).toEqual([null, body]);
  });

  test("an item that its schema does not describe is reported", async () => {
    const server = await serveText(replying(`application/jsonl: { ${ITEM}, example: [{ n: a }] }`));
    const response = await fetch(`${server.url}/a`);
    expect(response.headers.get("sl-violations")).toContain(
      '"location":["response","body","0","n"]',
    );
  });

  test("random items differ, and their number is within the schema of the whole", async () => {
    const schema =
      "schema: { minItems: 2, maxItems: 2 }, itemSchema: { type: integer, minimum: 1, maximum: 1000000 }";
    const server = await serveText(replying(`application/jsonl: { ${schema} }`));
    const response = await fetch(`${server.url}/a`, { headers: { prefer: "dynamic=true" } });
    const items = (await response.text()).trim().split("\n");
    expect([items.length, new Set(items).size]).toEqual([2, 2]);
  });

  test("a fault cuts them like any other body", async () => {
    const table = compileText(replying("application/jsonl: { itemSchema: {}, example: [1, 2] }"));
    const faults = { routes: { "GET /a": [{ kind: "truncate" as const, share: 1 }] } };
    const server = await serveTable(table, { routes: {}, faults });
    const response = await fetch(`${server.url}/a`);
    await expect(response.text()).rejects.toThrow("terminated");
  });
});

describe("a request of items", () => {
  test.each([
    ["by itemSchema", taking(`application/jsonl: { ${ITEM} }`)],
    [
      "by a schema of one item, before 3.2",
      taking("application/jsonl: { schema: { type: object, required: [n] } }", "3.1.0"),
    ],
  ])("is checked item by item: %s", async (_, document) => {
    const server = await serveText(document);
    const send = (body: string) => answerOf(server, "/a", post(body, "application/jsonl"));
    expect((await send('{"n":1}\n{"n":2}\n'))[0]).toBe(204);
    const [status, , problem] = await send('{"n":1}\n{}\n');
    expect([status, problem]).toMatchObject([
      422,
      {
        validation: [
          {
            location: ["body", "1"],
            code: "required",
            message: "Request body property 1 must have required property 'n'",
          },
        ],
      },
    ]);
    expect((await send('{"n":1}\n{'))[0]).toBe(400);
  });

  test("is a list for the schema of the whole body", async () => {
    const server = await serveText(
      taking(`application/json-seq: { schema: { type: array, maxItems: 1 }, ${ITEM} }`),
    );
    const send = async (body: string) =>
      (await answerOf(server, "/a", post(body, "application/json-seq")))[0];
    expect([await send('\u001e{"n":1}\n'), await send('\u001e{"n":1}\n\u001e{"n":2}\n')]).toEqual([
      204, 422,
    ]);
  });

  test("may be events", async () => {
    const server = await serveText(
      taking("text/event-stream: { itemSchema: { properties: { event: { const: ping } } } }"),
    );
    const send = async (body: string) =>
      (await answerOf(server, "/a", post(body, "text/event-stream")))[0];
    expect([await send("event: ping\n\n"), await send("event: pong\n\n")]).toEqual([204, 422]);
  });
});
