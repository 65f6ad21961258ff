import fc from "fast-check";
import { expect, test } from "vitest";
import { drawing } from "../../../src/verify/page/drawScript.ts";
import { packSeries, packShares, packTimes } from "../../../src/verify/page/packTimes.ts";

/** The functions of the page's script. */
const page = new Function(`${drawing}; return { unpackTimes, unpackSeries, unpackShares };`)() as {
  unpackTimes(text: string): (number | null)[];
  unpackSeries(series: [number, number, string]): (number | null)[];
  unpackShares(text: string, greatest: number): number[];
};

const times = fc.array(fc.option(fc.double({ min: 0.01, max: 3_600_000, noNaN: true })), {
  minLength: 1,
  maxLength: 40,
});

test("the page's script reads times back within 0.25 %", () => {
  fc.assert(
    fc.property(times, (all) => {
      const read = page.unpackTimes(packTimes(all));
      expect(read).toHaveLength(all.length);
      for (const [i, ms] of all.entries()) {
        if (ms === null) expect(read[i]).toBeNull();
        else expect(Math.abs((read[i] ?? 0) / ms - 1)).toBeLessThan(0.0025);
      }
    }),
    { seed: 1 },
  );
});

test("the page's script reads a series back, the more exactly the narrower it is", () => {
  fc.assert(
    fc.property(times, (all) => {
      const known = all.filter((ms) => ms !== null);
      const width = known.length === 0 ? 1 : Math.max(...known) / Math.min(...known);
      const read = page.unpackSeries(packSeries(all));
      expect(read).toHaveLength(all.length);
      for (const [i, ms] of all.entries()) {
        if (ms === null) expect(read[i]).toBeNull();
        else
          expect(Math.abs(Math.log((read[i] ?? 0) / ms))).toBeLessThanOrEqual(
            Math.log(width) / 126 + 1e-9,
          );
      }
    }),
    { seed: 1 },
  );
});

test("the page's script reads shares back within a hundredth of the greatest one", () => {
  const shares = [0, 0.1, 0.37, 0.5];
  const read = page.unpackShares(packShares(shares, 0.5), 0.5);
  expect(read.map((share) => Math.round(share * 50) / 50)).toEqual([0, 0.1, 0.38, 0.5]);
  expect(packShares([0, 0], 0)).toBe("AA");
});
