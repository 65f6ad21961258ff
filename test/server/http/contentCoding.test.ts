import * as zlib from "node:zlib";
import { describe, expect, test } from "vitest";

import {
  ACCEPTED_CODINGS,
  DecodedTooLong,
  decodeBody,
  MalformedCoding,
  unreadableCoding,
} from "../../../src/server/http/contentCoding.ts";
import { answerOf, serveText } from "../fixture.ts";

const TEXT = Buffer.from('{"name":"Rex"}');
const LIMIT = 1_000_000;

const decoded = (bytes: Buffer, coding: string, limit = LIMIT) =>
  decodeBody(bytes, { "content-encoding": coding }, limit);

describe("a body is decoded", () => {
  test.each<[string, Buffer]>([
    ["gzip", zlib.gzipSync(TEXT)],
    ["X-GZip", zlib.gzipSync(TEXT)],
    ["deflate", zlib.deflateSync(TEXT)],
    ["br", zlib.brotliCompressSync(TEXT)],
    ["zstd", zlib.zstdCompressSync(TEXT)],
    ["identity", TEXT],
    ["", TEXT],
    ["gzip, br", zlib.brotliCompressSync(zlib.gzipSync(TEXT))],
    [" br ,, identity,gzip", zlib.gzipSync(zlib.brotliCompressSync(TEXT))],
  ])("by %j", async (coding, bytes) => {
    expect(unreadableCoding({ "content-encoding": coding })).toBe(undefined);
    expect(await decoded(bytes, coding)).toEqual(TEXT);
  });

  test("by deflate without the header of zlib, as some clients send it", async () => {
    expect(await decoded(zlib.deflateRawSync(TEXT), "deflate")).toEqual(TEXT);
  });
});

describe("the limit", () => {
  const zeros = Buffer.alloc(2 * LIMIT);

  test.each<[string, Buffer]>([
    ["gzip", zlib.gzipSync(zeros)],
    ["deflate", zlib.deflateSync(zeros)],
    ["br", zlib.brotliCompressSync(zeros)],
    ["zstd", zlib.zstdCompressSync(zeros)],
    ["gzip, gzip", zlib.gzipSync(zlib.gzipSync(zeros))],
  ])("counts decoded bytes: %s", async (coding, bytes) => {
    expect(bytes.length).toBeLessThan(10_000);
    await expect(decoded(bytes, coding)).rejects.toThrow(DecodedTooLong);
  });

  test("is for the output of each coding, not only of the last one", async () => {
    const empties = Buffer.concat(Array.from({ length: 10_000 }, () => zlib.gzipSync("")));
    await expect(decoded(zlib.gzipSync(empties), "gzip, gzip", 1_000)).rejects.toThrow(
      DecodedTooLong,
    );
  });

  test("lets a body of just that length through", async () => {
    expect(await decoded(zlib.gzipSync(zeros), "gzip", zeros.length)).toEqual(zeros);
  });
});

test.each(["gzip", "deflate", "br", "zstd"])("%s that is none is malformed", async (coding) => {
  await expect(decoded(TEXT, coding)).rejects.toThrow(MalformedCoding);
  await expect(decoded(Buffer.alloc(0), "gzip")).rejects.toThrow(MalformedCoding);
});

test("a body that ends too early is malformed", async () => {
  await expect(decoded(zlib.gzipSync(TEXT).subarray(0, 20), "gzip")).rejects.toThrow(
    "The body is not valid gzip: unexpected end of file.",
  );
});

test.each([
  ["compress", '"compress" is none of the content codings that are read'],
  ["gzip, aes128gcm", '"aes128gcm" is none of the content codings that are read'],
  ["gzip,gzip,gzip,gzip", "the body has more than 3 content codings"],
])("%s cannot be read", (coding, reason) => {
  expect(unreadableCoding({ "content-encoding": coding })).toBe(reason);
});

describe("a request", () => {
  const document = (responses = "") => `
paths:
  /pets:
    post:
      requestBody:
        content: { application/json: { schema: { properties: { name: { type: string } } } } }
      responses: { 200: { content: { application/json: { example: ok } } }, ${responses} }
`;
  const post = (coding: string, body: Uint8Array<ArrayBuffer>) => ({
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": coding },
    body,
  });

  test("is checked by its decoded body", async () => {
    const server = await serveText(document());
    const [right] = await answerOf(server, "/pets", post("gzip", zlib.gzipSync(TEXT)));
    const [wrong] = await answerOf(
      server,
      "/pets",
      post("br", zlib.brotliCompressSync('{"name":1}')),
    );
    expect([right, wrong]).toEqual([200, 422]);
  });

  test("with an unknown coding is refused with 415, which says what is known", async () => {
    const server = await serveText(document());
    const response = await fetch(`${server.url}/pets`, post("compress", Buffer.from("x")));
    expect(response.status).toBe(415);
    expect(response.headers.get("accept-encoding")).toBe(ACCEPTED_CODINGS);
    expect(ACCEPTED_CODINGS).toBe("gzip, deflate, br, zstd");
    expect(await response.json()).toMatchObject({
      detail:
        'Content-Encoding: "compress" is none of the content codings that are read: gzip, deflate, br, zstd.',
    });
  });

  test("with an unknown coding gets the document's own 415", async () => {
    const server = await serveText(
      document("415: { content: { application/json: { example: no } } }"),
    );
    expect(await answerOf(server, "/pets", post("compress", Buffer.from("x")))).toEqual([
      415,
      "application/json",
      "no",
    ]);
  });

  test("that is not what its coding says is refused with 400", async () => {
    const server = await serveText(document());
    const [status, , body] = await answerOf(server, "/pets", post("gzip", Buffer.from("{}")));
    expect([status, body]).toMatchObject([
      400,
      { detail: "The body is not valid gzip: incorrect header check." },
    ]);
  });

  test("whose decoded body is longer than the limit is refused with 413", async () => {
    const server = await serveText(document());
    const bomb = zlib.gzipSync(Buffer.alloc(11_000_000, " "));
    const [status] = await answerOf(server, "/pets", post("gzip", bomb));
    expect(status).toBe(413);
  });
});
