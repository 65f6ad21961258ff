import { describe, expect, test } from "vitest";
import { compareRuns } from "../../../src/loadtest/diff/compareRuns.ts";
import { diffPage } from "../../../src/loadtest/diff/diffPage.ts";
import { diffText } from "../../../src/loadtest/diff/diffText.ts";
import { sampleRecord } from "../sampleRun.ts";
import { generator, simulatedRun } from "./simulatedRun.ts";

const world = { seconds: 64, perSecond: 100 };
const a = simulatedRun(generator(1), world);
const slow = simulatedRun(generator(2), { ...world, slower: 2 });
const b = { ...slow, record: { ...slow.record, id: "2026-11-28T02-00-00Z", commit: "abc" } };
const hostile = {
  ...b,
  record: sampleRecord({ id: `<img src=x>`, end: "master lost", host: "</script><b>" }),
};

describe("the text of a comparison", () => {
  test("has a line for each route, what else differs, and the result last", () => {
    const lines = diffText(compareRuns(a, b)).split("\n");
    expect(lines[0]).toMatch(/^ {2}ROUTE +REQUESTS +RATE +FAILURES +TYPICAL +P50 +P95 +P99$/);
    expect(lines[1]).toMatch(
      /^ {2}all +6400 +100\/s +noise +0 % +noise +[\d.]+ms +\+\d+(\.\d)? % /,
    );
    expect(lines).toContain("  commit  7cb6115               abc");
    expect(lines.at(-1)).toMatch(
      /^2026-11-28T02-00-00Z is \d+(\.\d)? % slower than 2026-11-27T12-30-00Z; 3 routes differ$/,
    );
  });

  test("says so if nothing differs", () => {
    const lines = diffText(compareRuns(a, a)).split("\n");
    expect(lines).toContain("Nothing else differs.");
    expect(lines.at(-1)).toBe(
      "2026-11-27T12-30-00Z differs from 2026-11-27T12-30-00Z by noise alone",
    );
  });

  test("says if a run is not valid", () => {
    expect(diffText(compareRuns(a, hostile))).toContain(
      "<img src=x> says nothing about the service: the master was lost during the run",
    );
  });
});

describe("the page of a comparison", () => {
  test("loads nothing and escapes every text of a run", () => {
    const page = diffPage(compareRuns(a, hostile));
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<img|<b>|(src|href)="(?!data:)/);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
  });

  test("says in words what arrows and colours say", () => {
    const page = diffPage(compareRuns(a, b));
    expect(page).toContain('<span class="away"> worse</span>');
    expect(diffPage(compareRuns(b, a))).toContain('<span class="away"> better</span>');
  });

  test("has what differs before what does not", () => {
    const page = diffPage(compareRuns(a, b));
    expect(page.match(/<tr class="differs"/g)).toHaveLength(4);
  });
});
