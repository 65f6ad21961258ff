import { describe, expect, test } from "vitest";
import { compareRuns, type Run } from "../../../src/loadtest/diff/compareRuns.ts";
import { isDifferent } from "../../../src/loadtest/diff/describe.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../sampleRun.ts";
import { generator, simulatedRun } from "./simulatedRun.ts";

const PAIRS = 200;
const SECONDS = 48;

describe("two runs of the same thing", () => {
  test.each([
    ["on a quiet machine", {}],
    ["on a busy machine, whose load wanders for seconds", { drift: 0.03, memory: 5 }],
    ["with few requests", { perSecond: 5 }],
  ])("are noise in the whole table in at least 95 of 100 cases %s", (_, world) => {
    const random = generator(20);
    const different = Array.from({ length: PAIRS }, () =>
      compareRuns(
        simulatedRun(random, { seconds: SECONDS, ...world }),
        simulatedRun(random, { seconds: SECONDS, ...world }),
      ),
    ).filter(({ rows }) => rows.some(isDifferent));
    expect(different.length).toBeLessThanOrEqual(PAIRS * 0.05);
  });

  test("are noise when they are one run", () => {
    const run = simulatedRun(generator(1), { seconds: 32 });
    const { rows, changes } = compareRuns(run, run);
    expect(changes).toEqual([]);
    expect(
      rows.flatMap(({ figures }) => Object.values(figures)).map(({ result }) => result),
    ).not.toContain("higher");
  });
});

describe("a run that is 5 % slower", () => {
  test("is found in at least nine of ten cases with 20,000 requests", () => {
    const random = generator(21);
    const world = { seconds: 64, perSecond: 320, drift: 0.005 };
    const found = Array.from({ length: 40 }, () =>
      compareRuns(simulatedRun(random, world), simulatedRun(random, { ...world, slower: 1.05 })),
    ).filter(({ rows }) => rows[0]?.figures.typical.result === "higher");
    expect(found.length).toBeGreaterThanOrEqual(36);
  });

  test("is as much faster from the other side", () => {
    const world = { seconds: 64, perSecond: 300 };
    const fast = simulatedRun(generator(3), world);
    const slow = simulatedRun(generator(4), { ...world, slower: 1.5 });
    const typical = (a: Run, b: Run) => compareRuns(a, b).rows[0]?.figures.typical;
    expect(typical(fast, slow)).toMatchObject({ result: "higher" });
    expect(typical(slow, fast)).toMatchObject({ result: "lower" });
    const [up = 0, down = 0] = [typical(fast, slow), typical(slow, fast)].map(
      (one) => one?.difference,
    );
    expect((1 + up) * (1 + down)).toBeCloseTo(1, 9);
  });
});

test("another mix of the same routes is no difference of the typical time", () => {
  const times = (fast: number, slow: number): Run => {
    const of = (ms: number, count: number): [number, number][] => [[ms, count]];
    const blocks = Array.from({ length: 16 }, (_, i) => ({
      from: i,
      to: i + 1,
      routes: [
        [-1, [...of(10, fast), ...of(1000, slow)]],
        [0, of(10, fast)],
        [1, of(1000, slow)],
      ] as [number, [number, number][]][],
    }));
    const routes = [
      sampleRoute("GET", "/fast", of(10, fast * 16)),
      sampleRoute("GET", "/slow", of(1000, slow * 16)),
    ];
    return { record: sampleRecord(), statistics: sampleStatistics(routes, { blocks }) };
  };
  const [all] = compareRuns(times(900, 100), times(400, 600)).rows;
  expect(all?.figures.typical).toMatchObject({
    result: "noise",
    difference: expect.closeTo(0, 9),
  });
  expect(all?.figures.p50.result).toBe("higher");
});

test("a route that only one run has is told, and a figure of few requests is not judged", () => {
  const blocks = (place: number) =>
    Array.from({ length: 16 }, (_, i) => ({
      from: i,
      to: i + 1,
      routes: [[place, [[5, 2]]]] as [number, [number, number][]][],
    }));
  const run = (name: string): Run => ({
    record: sampleRecord(),
    statistics: sampleStatistics([sampleRoute("GET", name, [[5, 32]])], { blocks: blocks(0) }),
  });
  const { rows } = compareRuns(run("/old"), run("/new"));
  expect(rows.map(({ route, requests }) => [route, ...requests])).toEqual([
    ["all", 32, 32],
    ["GET /new", 0, 32],
    ["GET /old", 32, 0],
  ]);
  expect(rows[1]?.figures.p50).toEqual({ b: 5, result: "unknown" });
});

test("failures differ if their share does, and not by a few", () => {
  const run = (failures: number): Run => ({
    record: sampleRecord(),
    statistics: sampleStatistics([sampleRoute("GET", "/", [[5, 10_000]], { failures })]),
  });
  const result = (a: number, b: number) =>
    compareRuns(run(a), run(b)).rows[0]?.figures.failures.result;
  expect([result(0, 5), result(100, 120), result(0, 200), result(500, 200)]).toEqual([
    "noise",
    "noise",
    "higher",
    "lower",
  ]);
});
