import { expect, test } from "vitest";

import { faultSampler, faultsOf, parseFaultPlan, parseFaults } from "../../src/latency/faults.ts";
import type { Problem } from "../../src/problem.ts";

function parse(value: unknown) {
  const problems: Problem[] = [];
  const faults = parseFaults(value, "x", problems);
  return { faults, problems: problems.map(({ where, what }) => `${where}: ${what}`) };
}

test("faults are statuses, resets and cut bodies, with their shares", () => {
  expect(parse({ 503: "2%", reset: "0.5%", truncate: "0%" })).toEqual({
    faults: [
      { kind: 503, share: 0.02 },
      { kind: "reset", share: 0.005 },
      { kind: "truncate", share: 0 },
    ],
    problems: [],
  });
});

test.each([
  ["2%", 'x: expected shares by fault, such as {503: 2%, reset: 0.5%}, received "2%"'],
  [{ 200: "2%" }, 'x: expected a status from 400 to 599, "reset" or "truncate", received "200"'],
  [{ 503: 0.02 }, 'x["503"]: expected a share of requests such as "2%", received 0.02'],
  [{ 503: "101%" }, 'x["503"]: expected a share of requests such as "2%", received "101%"'],
  [{ 503: "60%", reset: "50%" }, "x: the shares add up to 110%, more than 100%"],
])("%j is refused", (value, problem) => {
  expect(parse(value).problems).toEqual([problem]);
});

test("faults by route have their places, and default is for the other routes", () => {
  const problems: Problem[] = [];
  const place = (...key: string[]) => ["faults", ...key].join(" of ");
  const written = { "GET /a": { 503: "2%" }, "GET /b": { 503: 2 }, default: {} };
  expect(parseFaultPlan(written, place, problems)).toEqual({
    default: [],
    routes: { "GET /a": [{ kind: 503, share: 0.02 }], "GET /b": [] },
  });
  parseFaultPlan([], place, problems);
  expect(problems.map(({ where, what }) => `${where}: ${what}`)).toEqual([
    'faults of GET /b["503"]: expected a share of requests such as "2%", received 2',
    "faults: expected faults by route, such as GET /users/{id}: {503: 2%}, received []",
  ]);
});

test("each fault strikes its share, and the rest is spared", () => {
  let at = 0;
  const pick = faultSampler(
    [
      { kind: 503, share: 0.25 },
      { kind: "reset", share: 0.5 },
    ],
    () => at++ / 100,
  );
  const kinds = Array.from({ length: 100 }, () => pick()?.kind);
  expect(kinds.filter((kind) => kind === 503)).toHaveLength(25);
  expect(kinds.filter((kind) => kind === "reset")).toHaveLength(50);
  expect(kinds.filter((kind) => kind === undefined)).toHaveLength(25);
});

test("a route's own faults stand in the place of the default", () => {
  const plan = { default: [{ kind: 500, share: 1 }], routes: { "GET /a": [] } };
  expect(faultsOf(plan, "GET /a")).toEqual([]);
  expect(faultsOf(plan, "GET /b")).toEqual([{ kind: 500, share: 1 }]);
  expect(faultsOf(undefined, "GET /a")).toEqual([]);
});
