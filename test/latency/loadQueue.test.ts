import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLoadQueue } from "../../src/latency/loadQueue.ts";
import { meanLatency } from "../../src/latency/meanLatency.ts";
import type { Profile } from "../../src/latency/profile.ts";
import { seededRandom } from "../../src/server/values/random.ts";

const fixed = (ms: number): Profile => ({ kind: "fixed", ms });

/** Sends requests of the same need at given times. */
function run(profile: Profile, load: { capacity: number; queue: number }, times: number[]) {
  const queue = createLoadQueue(profile, load);
  const drawn = meanLatency(profile);
  return { queue, delays: times.map((time) => queue.take(drawn, time)) };
}

function poisson(perSecond: number, seconds: number): number[] {
  const random = seededRandom(`poisson ${perSecond}`);
  const times: number[] = [];
  const gap = () => (-Math.log(1 - random()) / perSecond) * 1_000;
  for (let at = 0; at < seconds * 1_000; at += gap()) times.push(at);
  return times;
}

function evenly(perSecond: number, seconds: number): number[] {
  return Array.from({ length: perSecond * seconds }, (_, i) => (i * 1_000) / perSecond);
}

/** The mean of the delays after the first ones, in which the rate is not yet known. */
function meanAfter(delays: (number | undefined)[], share: number): number {
  const rest = delays.slice(delays.length * share).filter((delay) => delay !== undefined);
  return rest.reduce((sum, delay) => sum + delay, 0) / rest.length;
}

describe("below its capacity", () => {
  test("the first request takes as long as in an idle service", () => {
    expect(run(fixed(20), { capacity: 100, queue: 100 }, [5]).delays).toEqual([20]);
  });

  test("a request after a long pause does too", () => {
    const { delays } = run(fixed(20), { capacity: 100, queue: 100 }, [...evenly(90, 10), 1e6]);
    expect(delays.at(-1)).toBe(20);
  });

  test.each([0.2, 0.5, 0.8, 0.9])(
    "evenly spaced requests at %f of it take 1 / (1 - %f) times as long",
    (use) => {
      const { delays } = run(fixed(20), { capacity: 1_000, queue: 1e6 }, evenly(use * 1_000, 20));
      expect(meanAfter(delays, 0.8) / 20).toBeCloseTo(1 / (1 - use), 0);
    },
  );

  test.each([0.2, 0.5, 0.8])(
    "requests that come by chance, at %f of it, do so within a tenth",
    (use) => {
      const { delays } = run(fixed(20), { capacity: 200, queue: 1e6 }, poisson(use * 200, 300));
      const stretched = meanAfter(delays, 0.1) / 20;
      expect(stretched * (1 - use)).toBeGreaterThan(0.95);
      expect(stretched * (1 - use)).toBeLessThan(1.1);
    },
  );

  test("each quantile is stretched alike, so the distribution keeps its shape", () => {
    const queue = createLoadQueue(fixed(20), { capacity: 100, queue: 1e6 });
    for (const time of evenly(50, 60)) queue.take(20, time);
    const [fast = 0, slow = 0] = [10, 300].map((drawn) => queue.take(drawn, 60_000));
    expect(slow / fast).toBeCloseTo(30, 0);
  });

  test("no answer takes longer than in a full service", () => {
    const { delays } = run(fixed(20), { capacity: 1_000, queue: 40 }, evenly(999, 20));
    // 20 requests at work and 40 that wait: three times as long.
    expect(delays.at(-1)).toBe(60);
  });
});

describe("above its capacity", () => {
  test("as many are answered as it has capacity, the queue is full, and the others are refused", () => {
    const { delays } = run(fixed(20), { capacity: 100, queue: 30 }, evenly(500, 10));
    const taken = delays.filter((delay) => delay !== undefined);
    // Two at work, 30 that wait, and 100 a second for 10 s.
    expect(taken).toHaveLength(2 + 30 + 1_000 - 1);
    expect(taken.at(-1)).toBeCloseTo(20 + 300, 0);
  });

  test("a burst waits in its order, one for each place in the time of the capacity", () => {
    const { delays } = run(fixed(10), { capacity: 100, queue: 3 }, [0, 0, 0, 0, 0]);
    expect(delays).toEqual([10, 20, 30, 40, undefined]);
  });

  test("without a queue, what does not fit into the service is refused", () => {
    const { delays } = run(fixed(20), { capacity: 100, queue: 0 }, [0, 0, 0, 10, 10]);
    expect(delays).toEqual([20, 20, undefined, 20, undefined]);
  });

  test("its length and when it is empty are known at any time", () => {
    const { queue } = run(fixed(10), { capacity: 100, queue: 3 }, [0, 0, 0, 0]);
    expect([0, 5, 10, 29, 30, 1_000].map(queue.waiting)).toEqual([3, 3, 2, 1, 0, 0]);
    expect([0, 10, 40].map(queue.clearsIn)).toEqual([30, 20, 0]);
  });
});

const loads = fc.record({
  capacity: fc.double({ min: 0.1, max: 2_000, noNaN: true }),
  queue: fc.integer({ min: 0, max: 200 }),
  ms: fc.double({ min: 0, max: 500, noNaN: true }),
  gaps: fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 400 }),
});

test("whenever requests come, they wait at most as long as a full queue takes, and leave in their order", () => {
  fc.assert(
    fc.property(loads, ({ capacity, queue: places, ms, gaps }) => {
      const queue = createLoadQueue(fixed(ms), { capacity, queue: places });
      let now = 0;
      let taken = 0;
      const held = Math.max(1, (capacity * ms) / 1_000) + places;
      for (const gap of gaps) {
        now += gap;
        const before = queue.waiting(now);
        const delay = queue.take(ms, now);
        if (delay === undefined) {
          expect(before).toBeGreaterThanOrEqual(places);
        } else {
          taken++;
          expect(delay).toBeGreaterThanOrEqual(ms);
          const most = Math.max((places / capacity) * 1_000, (ms * places) / (held - places));
          expect(delay).toBeLessThanOrEqual((ms + most) * 1.000001);
        }
        expect(queue.waiting(now)).toBeLessThanOrEqual(places);
      }
      expect(taken).toBeLessThanOrEqual(held + (now * capacity) / 1_000 + 1e-6);
    }),
    { seed: 12 },
  );
});

test("it never rests while requests wait: a queue that is kept full takes exactly its capacity", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 0, max: 50 }),
      (capacity, places) => {
        const times = evenly(capacity * 20, 4);
        const { delays } = run(fixed(0), { capacity, queue: places }, times);
        const taken = delays.filter((delay) => delay !== undefined).length;
        expect(Math.abs(taken - (1 + places + capacity * 4))).toBeLessThanOrEqual(2);
      },
    ),
    { seed: 12, numRuns: 50 },
  );
});
