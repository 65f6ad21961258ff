import { expect, test } from "vitest";
import { choose } from "../../../src/laptop/agent/choose.ts";

const agent = { name: "payments-laptop-ann", namespace: "shop" };
const intercept = {
  origin: "payments.shop.svc.cluster.local",
  key: "ann",
  keyHeader: "x-preview",
};

test("without a key every request is the laptop's", () => {
  const { key: _, ...all } = intercept;
  expect(choose({}, agent, all, true)).toBe("laptop");
  expect(choose({ "x-preview": "bob" }, agent, all, false)).toBe("origin");
});

test.each([
  ["a plain header", { "x-preview": "bob.ann" }, true, "laptop"],
  ["baggage", { baggage: "user=x,understudy=ann" }, true, "laptop"],
  ["the target", { "service-router-payments-shop": "payments-laptop-ann.shop" }, true, "laptop"],
  ["no key", {}, true, "origin"],
  ["another key", { "x-preview": "anna" }, true, "origin"],
  ["the key while the laptop is away", { "x-preview": "ann" }, false, "origin"],
  [
    "a mark of its own, which it has returned before",
    { "x-preview": "ann", "x-understudy-returned-by": "payments-laptop-ann.shop" },
    false,
    "loop",
  ],
  [
    "another agent's mark",
    { "x-preview": "ann", "x-understudy-returned-by": "orders-laptop-ann.shop" },
    true,
    "laptop",
  ],
] as const)("a request with %s", (_, headers, isThere, expected) => {
  expect(choose(headers, agent, intercept, isThere)).toBe(expected);
});
