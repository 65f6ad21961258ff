import { describe, expect, test } from "vitest";

import { readRequests } from "../../../src/server/lane/readRequests.ts";

const HEAD = "GET /a?b=c HTTP/1.1\r\nHost: a:1\r\nX-A: b c\r\n\r\n";

test("plain requests are read, with headers by names in lower case", () => {
  const post =
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nConnection: Keep-Alive\r\n\r\n\xe9\r\n";
  expect(readRequests(HEAD + post)).toEqual([
    {
      method: "GET",
      url: "/a?b=c",
      headers: { host: "a:1", "x-a": "b c" },
      body: Buffer.alloc(0),
      end: HEAD.length,
    },
    {
      method: "POST",
      url: "/",
      headers: { host: "a", "content-length": "3", connection: "Keep-Alive" },
      body: Buffer.from("\xe9\r\n", "latin1"),
      end: HEAD.length + post.length,
    },
  ]);
});

test("nothing that is sent may be left: the last request must be complete", () => {
  for (let end = 1; end < HEAD.length; end++) {
    expect(readRequests(HEAD.slice(0, end))).toBeUndefined();
    expect(readRequests(HEAD + HEAD.slice(0, end))).toBeUndefined();
  }
});

describe("left to node:http is", () => {
  test.each([
    ["another method", "GET /a", "TRACE /a"],
    ["a method in lower case", "GET /a", "get /a"],
    ["an absolute target", "/a", "http://a/a"],
    ["a target with a fragment", "/a", "/a#b"],
    ["a target that is not ASCII", "/a", "/\xe9"],
    ["another version", "1.1", "1.0"],
    ["two spaces", "/a?b=c ", "/a?b=c  "],
    ["a bare LF", "1.1\r\n", "1.1\n"],
    ["a bare CR", "b c\r\n", "b c\r"],
    ["an empty line before", "GET", "\r\nGET"],
    ["a head without Host", "Host", "X-B"],
    ["a second Host", "X-A: b c", "host: b"],
    ["a name twice", "\r\n\r\n", "\r\nx-a: d\r\n\r\n"],
    ["a space before the colon", "X-A:", "X-A :"],
    ["no space behind the colon", "X-A: ", "X-A:"],
    ["two spaces behind the colon", "X-A: ", "X-A:  "],
    ["a space at the end", "b c", "b c "],
    ["a tab", "b c", "b\tc"],
    ["an empty value", "b c", ""],
    ["a control character", "b c", "b\0c"],
    ["a value that is not ASCII", "b c", "\xe9"],
    ["a continued line", "b c", "b\r\n c"],
    ["a line without a colon", "X-A: b c", "X-A"],
    ["a name with an underscore", "X-A", "X_A"],
    ["a member of every object", "X-A", "constructor"],
    ["a length without a body", "X-A: b c", "Content-Length: 0"],
    ["a coding", "X-A: b c", "Transfer-Encoding: chunked"],
    ["an upgrade", "X-A: b c", "Upgrade: h2c"],
    ["an expectation", "X-A: b c", "Expect: 100-continue"],
    ["the wish to close", "X-A: b c", "Connection: close"],
    ["a list of cookies", "X-A", "Set-Cookie"],
  ])("%s", (_, usual, unusual) => {
    expect(readRequests(HEAD)).toHaveLength(1);
    expect(HEAD).toContain(usual);
    expect(readRequests(HEAD.replace(usual, unusual))).toBeUndefined();
  });

  test.each(["", "+1", "01", "0x1", "1e0", "1, 1", "1234567", "2"])("a length of %j", (length) => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\na`;
    expect(readRequests(head)).toBeUndefined();
  });

  test("a head of more than 100 lines, or of more than 16 KiB", () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i) => `X-${i}: a\r\n`).join("");
    const headWith = (added: string) => HEAD.replace("X-A", `${added}X-A`);
    expect(readRequests(headWith(lines(98)))).toHaveLength(1);
    expect(readRequests(headWith(lines(99)))).toBeUndefined();
    expect(readRequests(headWith(`Y: ${"y".repeat(16_000)}\r\n`))).toHaveLength(1);
    expect(readRequests(headWith(`Y: ${"y".repeat(16_384)}\r\n`))).toBeUndefined();
  });
});
