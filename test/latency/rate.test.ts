import { expect, test } from "vitest";
import { formatRate, parseRate } from "../../src/latency/rate.ts";

test.each([
  ["800/s", 800],
  ["0.5/s", 0.5],
  ["30/min", 0.5],
  ["0/s", 0],
  ["800", undefined],
  ["800/h", undefined],
  ["800 / s", undefined],
  ["-1/s", undefined],
  ["1e3/s", undefined],
])("%j is %j requests per second", (text, rate) => {
  expect(parseRate(text)).toBe(rate);
});

test.each([
  [800, "800/s"],
  [2.5, "2.5/s"],
  [0.5, "30/min"],
  [1 / 3, "20/min"],
])("%j requests per second read %j", (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});
