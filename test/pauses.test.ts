import fc from "fast-check";
import { expect, it } from "vitest";
import { Pauses } from "../src/pauses.ts";

const FIRST = 10_000;
const LONGEST = 300_000;

it("each pause after a failure is twice as long as the one before up to the longest, and a success ends that", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ failures: fc.integer({ min: 1, max: 12 }), asked: fc.nat(LONGEST) })),
      (rows) => {
        const pauses = new Pauses(FIRST, LONGEST);
        let now = 0;
        for (const { failures, asked } of rows) {
          const lengths: number[] = [];
          for (let i = 0; i < failures; i++) {
            pauses.failed("a", now, "status 503");
            const until = pauses.until("a", now) ?? 0;
            lengths.push(until - now);
            expect(pauses.reason("a", until - 1)).toBe("status 503");
            expect(pauses.reason("a", until)).toBeUndefined();
            // Somebody asks sooner or later after the pause.
            now = until + asked;
          }
          expect(lengths).toEqual(
            [10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300, 300]
              .slice(0, failures)
              .map((seconds) => seconds * 1000),
          );
          pauses.succeeded("a");
          expect(pauses.until("a", now)).toBeUndefined();
        }
      },
    ),
    { seed: 1 },
  );
});

it("no pause is shorter than what was asked for, even if that is longer than the longest", () => {
  const pauses = new Pauses(FIRST, LONGEST);
  pauses.failed("a", 0, "status 429", 3_600_000);
  expect(pauses.until("a", 3_599_999)).toBe(3_600_000);
  pauses.failed("a", 3_600_000, "status 429", 1_000);
  expect(pauses.until("a", 3_600_000)).toBe(3_620_000);
});

it("a clock that is set back ends a pause", () => {
  const pauses = new Pauses(FIRST, LONGEST);
  pauses.failed("a", 3_600_000, "status 503");
  expect(pauses.until("a", 0)).toBeUndefined();
});

it("a name begins anew if nobody asked for it for as long as the longest pause", () => {
  const pauses = new Pauses(FIRST, LONGEST);
  pauses.failed("a", 0, "status 503");
  pauses.failed("b", FIRST + LONGEST, "status 503");
  expect(pauses.times("a")).toBe(1);
  pauses.failed("b", FIRST + LONGEST + 1, "status 503");
  expect(pauses.times("a")).toBe(0);
});
