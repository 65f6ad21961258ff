import { expect, test } from "vitest";
import { windowOf } from "../../../src/sources/datadog/hours.ts";
import { questionOf } from "./fixture.ts";

function windowText(from: string, to: string, first: number, end: number, zone: string): string {
  const window = windowOf(
    questionOf([], {
      from: new Date(from),
      to: new Date(to),
      hours: { from: first, to: end, zone },
    }),
  );
  return `${window.from.toISOString()} ${window.to.toISOString()}`;
}

test("hours within one day are one window, in the zone's time", () => {
  const day = ["2026-11-22T15:00:00Z", "2026-11-23T15:00:00Z"] as const;
  expect(windowText(...day, 10, 22, "Asia/Tokyo")).toBe(
    "2026-11-23T01:00:00.000Z 2026-11-23T13:00:00.000Z",
  );
  expect(windowText(...day, 9, 10, "Asia/Kathmandu")).toBe(
    "2026-11-23T03:15:00.000Z 2026-11-23T04:15:00.000Z",
  );
});

test("hours over midnight are one window", () => {
  expect(windowText("2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z", 22, 6, "UTC")).toBe(
    "2026-11-22T22:00:00.000Z 2026-11-23T06:00:00.000Z",
  );
});

test("a window that begins or ends within the hours is cut there", () => {
  expect(windowText("2026-11-22T11:07:00Z", "2026-11-22T12:11:00Z", 10, 22, "UTC")).toBe(
    "2026-11-22T11:07:00.000Z 2026-11-22T12:11:00.000Z",
  );
});

test("a window without those hours is an error", () => {
  expect(() => windowText("2026-11-22T01:00:00Z", "2026-11-22T02:00:00Z", 10, 22, "UTC")).toThrow(
    "--hours: the window has no time from 10-22 UTC.\n  Ask for a longer --window.",
  );
});
