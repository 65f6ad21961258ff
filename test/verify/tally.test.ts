import { expect, test } from "vitest";
import type { Question } from "../../src/verify/question.ts";
import { createTally } from "../../src/verify/tally.ts";

const question: Question = {
  service: "shop",
  key: "GET /items",
  profile: { kind: "fixed", ms: 20 },
  makes: "mock",
  url: "",
  method: "GET",
  headers: {},
  faults: [503],
  breaks: true,
};

test("a request counts from its planned departure, and once all before it are answered", () => {
  const { tally, plan } = createTally(question);
  const first = plan(0);
  const second = plan(10);
  second({ status: 200, band: "p0-p50" }, 25);
  expect(tally.times).toEqual([]);
  first({ status: 200 }, 40);
  expect(tally).toMatchObject({
    times: [40, 15],
    departures: [0, 10],
    bands: [undefined, "p0-p50"],
    sent: 2,
  });
});

test("faults that the stack asks for do not count, and what fails otherwise takes infinitely long", () => {
  const { tally, plan } = createTally(question);
  for (const status of [200, 503, "error", 500, "timeout", 404] as const) plan(0)({ status }, 20);
  expect(tally.times).toEqual([
    20,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect(tally.faults).toBe(2);
  expect(Object.fromEntries(tally.statuses)).toEqual({
    200: 1,
    503: 1,
    error: 1,
    500: 1,
    timeout: 1,
    404: 1,
  });
});

test("a connection that breaks is a failure where the stack asks for none", () => {
  const { breaks: _, ...unbroken } = question;
  const { tally, plan } = createTally(unbroken);
  plan(0)({ status: "error" }, 20);
  expect(tally.times).toEqual([Number.POSITIVE_INFINITY]);
});
