import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
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
