import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeMock } from "../../src/mock/decodeMock.ts";
import { encodeMock } from "../../src/mock/encodeMock.ts";
import { tableOf } from "../emit/fixture.ts";

const table = tableOf(["GET /pets"]);
const plan = { default: { kind: "fixed", ms: 5 }, routes: {} } as const;

test("the file is the mock as JSON, its keys in the document's order", () => {
  const mock = { service: "payments", table, latency: plan };
  expect(gunzipSync(encodeMock(mock)).toString()).toBe(JSON.stringify(mock));
});

test("it holds neither the time nor the system, so that the same mock is the same file", () => {
  const header = encodeMock({ service: "payments", table, latency: plan }).subarray(0, 10);
  // Magic number, deflate, no flags; no time; best compression; system unknown.
  expect([...header]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
});

test("integers that a number does not hold are texts in the file, and again bigints when it is read", () => {
  const examples = { id: [1, 9223372036854775807n], text: "9223372036854775807" };
  const mock = { service: "payments", table: { ...table, examples }, latency: plan };
  const file = encodeMock(mock);
  expect(JSON.parse(gunzipSync(file).toString()).integers).toEqual([
    ["table", "examples", "id", "1"],
  ]);
  expect(decodeMock(file, "payments.json.gz")).toEqual(mock);
});
