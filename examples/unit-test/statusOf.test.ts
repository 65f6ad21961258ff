import { type ServedMock, serve } from "understudy/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { statusOf } from "./statusOf.ts";

let orders: ServedMock;

beforeAll(async () => {
  orders = await serve("openapi.yaml");
});
afterAll(() => orders.close());

test("the first example is the answer", async () => {
  expect(await statusOf("ord_1", { url: orders.url })).toBe("open");
});

test("a request chooses another example by its name", async () => {
  const headers = { Prefer: "example=shipped" };
  expect(await statusOf("ord_1", { url: orders.url, headers })).toBe("shipped");
});

test("a request chooses another status", async () => {
  const headers = { Prefer: "code=404" };
  expect(await statusOf("ord_1", { url: orders.url, headers })).toBe("unknown");
});
