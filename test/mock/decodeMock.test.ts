import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeMock } from "../../src/mock/decodeMock.ts";
import { encodeMock } from "../../src/mock/encodeMock.ts";
import type { Mock } from "../../src/mock/mock.ts";
import { routeOf, tableOf } from "../server/fixture.ts";

test("what was encoded is decoded", () => {
  const mock: Mock = {
    service: "shop",
    table: tableOf([routeOf("GET", "/pets/{id}.{ext}")]),
    latency: { default: { kind: "fixed", ms: 5 }, routes: {} },
  };
  expect(decodeMock(encodeMock(mock), "mock.json.gz")).toEqual(mock);
});

test.each([
  ["of another format", { table: { format: 2 } }, "received format 2"],
  ["without a table", { service: "shop" }, "received none"],
  ["that is null", null, "received none"],
])("a file %s is refused by name", (_, content, received) => {
  const file = gzipSync(JSON.stringify(content));
  expect(() => decodeMock(file, "mock.json.gz")).toThrow(
    `mock.json.gz: expected a compiled document of format 1, ${received}.\n  Compile the document with the version of Understudy that this server is of.`,
  );
});

test("a file that is no gzipped JSON is refused by name", () => {
  expect(() => decodeMock(Buffer.from("{}"), "mock.json.gz")).toThrow(
    /^mock\.json\.gz: expected gzipped JSON: incorrect header check\.\n/,
  );
  expect(() => decodeMock(gzipSync("{"), "mock.json.gz")).toThrow(
    /^mock\.json\.gz: expected gzipped JSON: /,
  );
});
