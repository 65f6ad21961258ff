import { expect, test } from "vitest";
import { takes } from "../../../src/laptop/agent/takes.ts";

test("without routes every request is the laptop's", () => {
  expect(takes(undefined)("PUT", "/any")).toBe(true);
});

const isTaken = takes([
  { methods: ["GET", "HEAD"], path: "/payments/mine" },
  { methods: ["GET", "HEAD"], path: "/payments/{paymentId}", key: "GET /payments/{paymentId}" },
  { methods: ["POST"], path: "/shop.Pay/Do", key: "POST /shop.Pay/Do" },
  { methods: ["GET"], path: "/v 1/ä", key: "GET /v 1/ä" },
]);

test.each([
  ["GET", "/payments/7", true],
  ["a query", "/payments/7?of=/x", true],
  ["an absolute target", "http://payments/payments/7?x", true],
  ["HEAD", "/payments/7", true],
  ["another method", "/payments/7", false],
  ["a literal that is tried before, and is the origin's", "/payments/mine", false],
  ["an escape that says the same", "/payments/%6dine", false],
  ["a dot segment", "/a/../payments/7", true],
  ["an escaped slash in a parameter", "/payments/a%2fb", true],
  ["a slash at the end", "/payments/7/", false],
  ["an empty parameter", "/payments/", false],
  ["a longer path", "/payments/7/items", false],
  ["a gRPC method", "/shop.Pay/Do", true],
  ["another gRPC method", "/shop.Pay/Undo", false],
  ["escapes of a literal, in either case", "/v%201/%c3%A4", true],
  ["the target of OPTIONS for a whole server", "*", false],
])("%s: %s", (name, target, expected) => {
  const method = { HEAD: "HEAD", "another method": "DELETE" }[name];
  expect(isTaken(method ?? (name.includes("gRPC") ? "POST" : "GET"), target)).toBe(expected);
});

test("what has neither method nor path is the origin's", () => {
  expect(isTaken()).toBe(false);
});
