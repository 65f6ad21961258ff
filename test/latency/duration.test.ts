import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration, parseWait } from "../../src/latency/duration.ts";

test.each([
  ["800us", 0.8],
  ["800µs", 0.8],
  ["250ms", 250],
  ["0.5ms", 0.5],
  ["1.5s", 1_500],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["1h30m", 5_400_000],
  ["0s", 0],
])("%s is %d milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ["500h", 1_800_000_000],
  ["0s", undefined],
  ["500h1ms", undefined],
  ["soon", undefined],
])("a wait of %s is %s milliseconds: no longer than a timer can be set for", (text, ms) => {
  expect(parseWait(text)).toBe(ms);
});

test.each(["", "250", "ms", "-1s", "1 s", "1d", "1s ", "1e3ms", ".5s", "1s-", "Infinitys"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  [0, "0ms"],
  [0.8, "800us"],
  [1, "1ms"],
  [12.345, "12.35ms"],
  [999, "999ms"],
  [1_500, "1.5s"],
  [90_000, "90s"],
  [120_000, "2m"],
  [7_200_000, "2h"],
])("%d milliseconds read %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("what is formatted parses back to four significant digits", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e8, noNaN: true }), (ms) => {
      const back = parseDuration(formatDuration(ms)) ?? Number.NaN;
      expect(Math.abs(back / ms - 1)).toBeLessThan(1e-3);
    }),
    { seed: 1 },
  );
});
