import { describe, expect, test } from "vitest";
import { createLoadQueue } from "../../src/latency/loadQueue.ts";
import type { Profile } from "../../src/latency/profile.ts";
import { sampler } from "../../src/latency/sample.ts";
import { describeFit, fitCapacity } from "../../src/pull/fitCapacity.ts";
import { seededRandom } from "../../src/server/values/random.ts";
import type { RatePair } from "../../src/sources/source.ts";

/** Pairs of a service with a capacity, whose latency has relative noise. */
function pairsOf(capacity: number, rates: number[], noise: number): RatePair[] {
  const random = seededRandom(`${capacity} ${noise}`);
  return rates.map((perSecond) => ({
    requests: 60 * perSecond,
    perSecond,
    ms: (20 / (1 - perSecond / capacity)) * (1 + noise * (2 * random() - 1)),
  }));
}

/** Rates of several days: low at night and high by day. */
function days(low: number, high: number, count = 300): number[] {
  return Array.from(
    { length: count },
    (_, i) => low + ((high - low) * (1 - Math.cos((2 * Math.PI * i) / 96))) / 2,
  );
}

test("without noise the capacity is found exactly, with what the idle service takes", () => {
  const fit = fitCapacity(pairsOf(800, days(50, 600), 0));
  expect(fit).toMatchObject({ pairs: 300, rates: { from: 50, to: 600 } });
  if ("reason" in fit) throw new Error(fit.reason);
  expect(fit.capacity).toBeCloseTo(800, 3);
  expect(fit.rSquared).toBeCloseTo(1, 6);
  const slow = days(50, 600).map((rate) => ({ rate, ms: 20 / (1 - rate / 800) }));
  const all = slow.reduce((sum, { rate, ms }) => sum + rate * ms, 0);
  expect(fit.idleShare).toBeCloseTo((20 * slow.reduce((sum, { rate }) => sum + rate, 0)) / all, 6);
});

test.each([0.05, 0.1, 0.2])("with noise of %f its interval has the true one", (noise) => {
  const fit = fitCapacity(pairsOf(800, days(50, 600), noise));
  if ("reason" in fit) throw new Error(fit.reason);
  expect(fit.interval.from).toBeLessThan(800);
  expect(fit.interval.to).toBeGreaterThan(800);
  expect(Math.abs(fit.capacity / 800 - 1)).toBeLessThan(0.05);
});

test("the fit and its range are said", () => {
  const fit = fitCapacity(pairsOf(800, days(50, 600), 0.1));
  if ("reason" in fit) throw new Error(fit.reason);
  expect(describeFit(fit)).toMatch(
    /^capacity [78]\d\d(\.\d)?\/s \([78]\d\d(\.\d)?\/s to [78]\d\d(\.\d)?\/s\), R² 0\.9\d over 300 times at 50\/s to 600\/s$/,
  );
});

test("a mock with a load gives its own capacity back", () => {
  const profile: Profile = { kind: "lognormal", median: 20, p99: 120 };
  const random = seededRandom("arrivals");
  const draw = sampler(profile, random);
  const queue = createLoadQueue(profile, { capacity: 200, queue: 1_000 });
  let now = 0;
  const pairs = days(10, 170, 96).map((rate): RatePair => {
    const end = now + 60_000;
    let [count, sum] = [0, 0];
    for (now += gap(rate, random); now < end; now += gap(rate, random)) {
      sum += queue.take(draw(), now) ?? 0;
      count++;
    }
    return { requests: count, perSecond: count / 60, ms: sum / count };
  });
  const fit = fitCapacity(pairs);
  if ("reason" in fit) throw new Error(fit.reason);
  expect(Math.abs(fit.capacity / 200 - 1)).toBeLessThan(0.05);
});

function gap(perSecond: number, random: () => number): number {
  return (-Math.log(1 - random()) / perSecond) * 1_000;
}

describe("there is no capacity", () => {
  const chance = seededRandom("noise");
  const flat = days(50, 600).map((perSecond) => ({
    requests: 100,
    perSecond,
    ms: 20 * (1 + chance()),
  }));
  test.each<[string, RatePair[], string]>([
    [
      "of a few times",
      pairsOf(800, days(50, 600, 19), 0),
      "19 times with 10 requests, fewer than 20",
    ],
    [
      "at a steady rate",
      pairsOf(800, days(400, 600), 0.01),
      "the rate hardly changes (400/s to 600/s)",
    ],
    [
      "if the latency does not follow",
      flat,
      "the rate explains 0 % of the latency's changes (50/s to 600/s)",
    ],
    [
      "of a service that was never busy",
      pairsOf(800, days(5, 100), 0),
      "the highest rate is only 13 % of it (5/s to 100/s)",
    ],
    [
      "if the latency falls",
      days(50, 600).map((perSecond) => ({ requests: 100, perSecond, ms: 1_000 / perSecond })),
      "the rate explains 0 % of the latency's changes (50/s to 600/s)",
    ],
    [
      "of times with a few requests",
      pairsOf(800, days(50, 600), 0).map((pair) => ({ ...pair, requests: 9 })),
      "0 times with 10 requests, fewer than 20",
    ],
    ["without requests", [], "0 times with 10 requests, fewer than 20"],
  ])("%s", (_, pairs, reason) => {
    expect(fitCapacity(pairs)).toEqual({ reason });
  });
});
