import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf } from "../../../src/loadtest/diff/changes.ts";
import { grouped } from "../../../src/loadtest/diff/grouped.ts";
import { holm } from "../../../src/loadtest/diff/holm.ts";
import { jackknifeError } from "../../../src/loadtest/diff/jackknife.ts";
import { logQuantile } from "../../../src/loadtest/diff/logQuantile.ts";
import { twoSidedP } from "../../../src/loadtest/diff/studentT.ts";
import { sampleRecord } from "../sampleRun.ts";

test("Student's t has the tails of its tables", () => {
  // Critical values of two-sided tests, from the tables of NIST's handbook.
  expect(twoSidedP(2.131, 15)).toBeCloseTo(0.05, 4);
  expect(twoSidedP(2.947, 15)).toBeCloseTo(0.01, 4);
  expect(twoSidedP(2.365, 7)).toBeCloseTo(0.05, 4);
  expect(twoSidedP(12.706, 1)).toBeCloseTo(0.05, 4);
  expect(twoSidedP(0, 15)).toBe(1);
});

test("Holm's procedure takes the smallest first, and stops at the first that is not significant", () => {
  expect(holm([0.04, 0.01, 0.02], 0.05)).toEqual([true, true, true]);
  expect(holm([0.04, 0.01, 0.03], 0.05)).toEqual([false, true, false]);
  expect(holm([], 0.05)).toEqual([]);
});

describe("the error by leaving out groups", () => {
  test("of a mean is that of the mean of independent groups", () => {
    const values = [1, 2, 1, 3, 2, 1, 3, 2, 1, 2, 3, 1];
    const sum = values.reduce((a, b) => a + b, 0);
    const withouts = values.map((value) => (sum - value) / (values.length - 1));
    const mean = sum / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
    expect(jackknifeError(withouts)).toBeCloseTo(Math.sqrt(variance / values.length), 12);
  });

  test("is larger where neighbours are alike", () => {
    const turns = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
    expect(jackknifeError(turns.toSorted())).toBeGreaterThan(jackknifeError(turns) * 2);
  });
});

test("a quantile without a group is the quantile of all the others", () => {
  const times = fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 40 }).map((step) => 1.01 ** step),
      fc.integer({ min: 1, max: 9 }),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(
      fc.array(times, { minLength: 2, maxLength: 5 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (parts, p) => {
        const whole = grouped(parts);
        for (const i of parts.keys()) {
          const others = grouped(parts.filter((_, group) => group !== i));
          expect(logQuantile(whole, p, i)).toBeCloseTo(logQuantile(others, p), 9);
        }
      },
    ),
    { seed: 13 },
  );
});

test("what else differs is told by name, with both values", () => {
  const a = sampleRecord();
  const b = sampleRecord({
    commit: "e6b92bd",
    script: { file: "script.py", sha256: "def" },
    properties: { WORKER_NUM: "3", LOCUST_SCRIPT: "script.py" },
    mocks: [
      { name: "payments", profile: "sha256:2" },
      { name: "users", profile: "sha256:3" },
    ],
    workers: { asked: 3, seen: 3, list: [] },
    users: { asked: 20, most: 18 },
    versions: { locust: "2.48.0" },
    plan: { users: 20, spawnRate: 10, stages: [{ users: 5, seconds: 60 }] },
  });
  expect(changesOf(a, a)).toEqual([]);
  expect(changesOf(a, b).map(({ what, ...values }) => [what, values.a, values.b])).toEqual([
    ["commit", "7cb6115", "e6b92bd"],
    ["script", "script.py (abc)", "script.py (def)"],
    ["run time", "100s", "–"],
    ["users reached", "20", "18"],
    ["workers asked", "2", "3"],
    ["workers seen", "2", "3"],
    ["mock payments", "1", "2"],
    ["version of locust", "2.47.0", "2.48.0"],
    ["property WORKER_NUM", "2", "3"],
    ["stages", "–", "5:60s"],
    ["mock users", "–", "3"],
  ]);
});
