import { expect, test } from "vitest";
import { targetOf } from "../../src/verify/judge/target.ts";
import { allowedLateness, isTooLate } from "../../src/verify/lateness.ts";

const fixed = (ms: number) => targetOf({ kind: "fixed", ms }, "mock", 50);

test("a millisecond is allowed, or 2 % of the target", () => {
  expect(allowedLateness(fixed(10))).toBe(1);
  expect(allowedLateness(fixed(200))).toBe(4);
});

test("one request in a hundred may be later", () => {
  const lateness = Array.from({ length: 200 }, (_, i) => (i < 2 ? 50 : 0.2));
  expect(isTooLate(lateness, fixed(10))).toBe(false);
  expect(isTooLate([...lateness.slice(1), 50, 50], fixed(10))).toBe(true);
});
