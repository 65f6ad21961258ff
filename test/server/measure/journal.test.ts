import { expect, test } from "vitest";

import {
  createJournal,
  isExpected,
  type JournalEntry,
  matchingEntries,
} from "../../../src/server/measure/journal.ts";

function entry(target: string, rest: Partial<JournalEntry> = {}): JournalEntry {
  return {
    time: "2026-01-01T00:00:00.000Z",
    service: "shop",
    route: "GET /pets",
    method: "GET",
    target,
    headers: {},
    status: 200,
    ms: 1,
    ...rest,
  };
}

test("the last requests are kept, the oldest first", () => {
  const journal = createJournal(3);
  for (const target of ["/1", "/2"]) journal.add(entry(target));
  expect(journal.entries().map(({ target }) => target)).toEqual(["/1", "/2"]);
  for (const target of ["/3", "/4", "/5"]) journal.add(entry(target));
  expect(journal.entries().map(({ target }) => target)).toEqual(["/3", "/4", "/5"]);
  journal.clear();
  expect(journal.entries()).toEqual([]);
});

test("a question's members must all agree", () => {
  const entries = [
    entry("/pets?limit=1"),
    entry("/pets", { method: "POST", route: "POST /pets", status: 201 }),
    entry("/nowhere", { route: null, status: 404 }),
  ];
  const targets = (query: object) =>
    matchingEntries(entries, query).map(({ method, target }) => `${method} ${target}`);
  expect(targets({})).toHaveLength(3);
  expect(targets({ route: "GET /pets" })).toEqual(["GET /pets?limit=1"]);
  expect(targets({ route: "unmatched" })).toEqual(["GET /nowhere"]);
  expect(targets({ path: "/pets", method: "post", status: "201" })).toEqual(["POST /pets"]);
  expect(targets({ path: "/pets", status: "404" })).toEqual([]);
  expect(targets({ service: "other" })).toEqual([]);
});

test.each([
  [3, "3", true],
  [2, "3", false],
  [1, "1..", true],
  [0, "1..", false],
  [5, "..5", true],
  [6, "2..5", false],
  [2, "2..5", true],
  [2, "some", undefined],
  [2, "", undefined],
])("%i requests where %j are expected", (count, expected, met) => {
  expect(isExpected(count, expected)).toBe(met);
});
