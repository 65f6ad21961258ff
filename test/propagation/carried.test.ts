import { Metadata } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { readCarried } from "../../src/propagation/carried.js";

const NAMES = new Set(["x-preview", "x-foo"]);

describe("readCarried", () => {
  const brought = {
    baggage: ["a=1", "understudy=pr-1"],
    headers: [
      ["x-preview", "pr-1"],
      ["service-router-payments-shop", "payments-pr-1.shop"],
    ],
  };

  test("reads the headers of node:http", () => {
    const headers = {
      host: "x",
      "x-preview": " pr-1 ",
      "service-router-payments-shop": "payments-pr-1.shop",
      authorization: "Bearer x",
      baggage: "a=1, understudy=pr-1",
    };
    expect(readCarried(headers, NAMES)).toEqual(brought);
  });

  test("reads Headers", () => {
    const headers = new Headers([
      ["Baggage", "a=1"],
      ["service-router-payments-shop", "payments-pr-1.shop"],
      ["X-Preview", "pr-1"],
      ["baggage", "understudy=pr-1"],
      ["cookie", "a=b"],
    ]);
    expect(readCarried(headers, NAMES)).toEqual({
      ...brought,
      headers: brought.headers.toReversed(),
    });
  });

  test("reads the Metadata of gRPC", () => {
    const metadata = new Metadata();
    metadata.add("baggage", "a=1");
    metadata.add("baggage", "understudy=pr-1");
    metadata.set("x-preview", "pr-1");
    metadata.set("service-router-payments-shop", "payments-pr-1.shop");
    metadata.set("x-foo-bin", Buffer.from("x"));
    expect(readCarried(metadata, NAMES)).toEqual(brought);
  });

  test("joins several values of one header", () => {
    expect(readCarried({ "x-foo": ["a", "b"] }, NAMES)).toEqual({
      baggage: [],
      headers: [["x-foo", "a,b"]],
    });
  });

  test.each([
    ["nothing that is asked for", { host: "x", "x-other": "1" }],
    ["characters that are not printable ASCII", { "x-preview": "pr-1\r\nx: y", "x-foo": "ü" }],
    ["what has no value", { "x-preview": " ", "x-foo": undefined, baggage: "" }],
    ["more than 1024 bytes", { "x-preview": "x".repeat(1025) }],
    [
      "a target header that names no Service",
      { "service-router-": "a", "service-router-a b": "c" },
    ],
  ])("leaves out %s", (_what, headers) => {
    expect(readCarried(headers, NAMES)).toBe(undefined);
  });

  test("takes 8192 bytes of headers in all", () => {
    const targets = Array.from({ length: 20 }, (_, i) => [
      `service-router-a-${i}`,
      "x".repeat(1000),
    ]);
    const { headers } = readCarried(Object.fromEntries(targets), NAMES) ?? { headers: [] };
    expect(headers).toEqual(targets.slice(0, 8));
  });
});
