import { expect, test } from "vitest";
import { isoSeconds } from "../src/isoSeconds.ts";

test.each([
  [new Date("2026-11-27T10:00:00.999+09:00"), "2026-11-27T01:00:00Z"],
  [Date.parse("2026-11-27T10:00:00Z") + 0.5, "2026-11-27T10:00:00Z"],
])("%s is in UTC and whole seconds", (time, text) => {
  expect(isoSeconds(time)).toBe(text);
});
