import { expect, test } from "vitest";
import { dailyWindows } from "../../src/sources/dailyWindows.ts";
import type { DailyHours } from "../../src/sources/source.ts";

test("without hours the window is one", () => {
  expect(windows("2026-03-01T00:10Z", "2026-03-08T00:10Z", undefined)).toEqual([
    "2026-03-01T00:10 2026-03-08T00:10",
  ]);
});

test("hours are those of the zone's clock, each day once, cut at the window's edges", () => {
  const tokyo = { from: 10, to: 22, zone: "Asia/Tokyo" };
  expect(windows("2026-03-01T02:10Z", "2026-03-03T05:00Z", tokyo)).toEqual([
    "2026-03-01T02:10 2026-03-01T13:00",
    "2026-03-02T01:00 2026-03-02T13:00",
    "2026-03-03T01:00 2026-03-03T05:00",
  ]);
});

test("hours go over midnight, and a zone may have an offset of three quarters of an hour", () => {
  const kathmandu = { from: 22, to: 6, zone: "Asia/Kathmandu" };
  expect(windows("2026-03-01T00:00Z", "2026-03-02T12:00Z", kathmandu)).toEqual([
    "2026-03-01T00:00 2026-03-01T00:15",
    "2026-03-01T16:15 2026-03-02T00:15",
  ]);
});

test("a day that is put forward has an hour less, and one that is put back has the hour twice", () => {
  const berlin = { from: 1, to: 4, zone: "Europe/Berlin" };
  expect(windows("2026-03-28T00:00Z", "2026-03-30T00:00Z", berlin)).toEqual([
    "2026-03-28T00:00 2026-03-28T03:00",
    "2026-03-29T00:00 2026-03-29T02:00",
    "2026-03-29T23:00 2026-03-30T00:00",
  ]);
  expect(windows("2026-10-24T12:00Z", "2026-10-25T12:00Z", berlin)).toEqual([
    "2026-10-24T23:00 2026-10-25T03:00",
  ]);
});

test("a window without such an hour has no part", () => {
  const hours = { from: 3, to: 4, zone: "UTC" };
  expect(windows("2026-03-01T10:00Z", "2026-03-01T12:00Z", hours)).toEqual([]);
});

function windows(from: string, to: string, hours: DailyHours | undefined): string[] {
  return dailyWindows({ from: new Date(from), to: new Date(to) }, hours).map((window) =>
    [window.from, window.to].map((date) => date.toISOString().slice(0, 16)).join(" "),
  );
}
