import { expect, test } from "vitest";

import { stratified } from "../../src/latency/stratify.ts";

test("every hundred in a row has one number in each hundredth", () => {
  const draw = stratified(Math.random);
  for (let block = 0; block < 50; block++) {
    const strata = Array.from({ length: 100 }, () => Math.floor(draw() * 100));
    expect(strata.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  }
});

test("the order of the hundredths is random, and so is the place within one", () => {
  const draw = stratified(Math.random);
  const firsts = Array.from({ length: 20 }, () => {
    const [first = 0] = Array.from({ length: 100 }, draw);
    return first;
  });
  expect(new Set(firsts.map((first) => Math.floor(first * 100))).size).toBeGreaterThan(5);
  expect(new Set(firsts.map((first) => (first * 100) % 1)).size).toBe(20);
});

test("the ends of the random numbers stay within [0, 1)", () => {
  for (const value of [0, 1 - Number.EPSILON / 2]) {
    const draw = stratified(() => value);
    const drawn = Array.from({ length: 200 }, draw);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1);
  }
});
