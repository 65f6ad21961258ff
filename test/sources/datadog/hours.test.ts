import { expect, test } from "vitest";
import { windowsOf } from "../../../src/sources/datadog/hours.ts";
import { FROM, questionOf, TO } from "./fixture.ts";

const HOURS = { from: 10, to: 22, zone: "Asia/Tokyo" };

test("without hours the window is asked for as one", () => {
  expect(windowsOf(questionOf([]))).toEqual({
    each: [{ from: FROM, to: TO }],
    whole: { from: FROM, to: TO },
  });
});

test("hours are a window of each day, from the first to the last", () => {
  const { each, whole } = windowsOf(questionOf([], { hours: HOURS }));
  expect(each).toHaveLength(7);
  expect(whole).toEqual({
    from: new Date("2026-11-20T01:00:00Z"),
    to: new Date("2026-11-26T13:00:00Z"),
  });
});

test("a window without those hours is an error", () => {
  const to = new Date("2026-11-20T00:30:00Z");
  expect(() => windowsOf(questionOf([], { to, hours: HOURS }))).toThrow(
    "--hours: the window has no time from 10-22 Asia/Tokyo.\n  Ask for a longer --window.",
  );
});
