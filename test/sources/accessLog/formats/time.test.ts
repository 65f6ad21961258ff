import { expect, test } from "vitest";
import { readTime } from "../../../../src/sources/accessLog/formats/time.ts";

const AT = Date.parse("2026-11-27T06:45:33Z");

test.each([
  ["27/Nov/2026:06:45:33 +0000", AT],
  ["27/Nov/2026:15:45:33 +0900", AT],
  ["26/Nov/2026:20:15:33 -1030", AT],
  ["2026-11-27T06:45:33Z", AT],
  ["2026-11-27T06:45:33.123Z", AT + 123],
  ["2026-11-27T06:45:33.123456789Z", AT + 123],
  ["2026-11-27T06:45:33.5Z", AT + 500],
  ["2026-11-27T15:45:33+09:00", AT],
  ["2026-11-27T15:45:33.123+0900", AT + 123],
  ["2026-11-27 06:45:33", AT],
  ["2026-11-27 06:45:33,123", AT + 123],
  ["1795761933", AT],
  ["1795761933.123", AT + 123],
  ["1795761933123", AT + 123],
  ["1795761933123456", AT + 123],
  ["1795761933123456789", AT + 123],
])("%s is read", (text, expected) => {
  expect(new Date(readTime(`[${text}]`, 1, 1 + text.length)).toISOString()).toBe(
    new Date(expected).toISOString(),
  );
});

test.each([
  "",
  "-",
  "27/Nov/2026",
  "27/Nix/2026:06:45:33 +0000",
  "27/Nov/2026:06:45:33",
  "27/Nov/2026:06:45:33 UTC",
  "2026-11-27",
  "2026-11-27T06:45Z",
  "2026-11-27T06:45:33Zulu",
  "12.5.7",
  "yesterday",
])("%j is no time", (text) => {
  expect(readTime(text, 0, text.length)).toBeNaN();
});
