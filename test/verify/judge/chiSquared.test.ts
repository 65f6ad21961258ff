import { expect, test } from "vitest";
import { chiSquared } from "../../../src/verify/judge/chiSquared.ts";

test.each([
  [3.841, 1, 0.05],
  [9.488, 4, 0.05],
  [18.467, 4, 0.001],
  [1.064, 4, 0.9],
])(
  "a statistic of %d with %i degrees has the probability that tables have",
  (wanted, degrees, p) => {
    // One cell has as many more than expected as the others have fewer.
    const cells = degrees + 1;
    const total = 1_000_000;
    const share = 1 / cells;
    const more = Math.sqrt((wanted * total * share) / (1 + 1 / degrees));
    const found = chiSquared(
      Array.from({ length: cells }, (_, i) => ({
        share,
        count: total * share + (i === 0 ? more : -more / degrees),
      })),
    );
    expect(found.degrees).toBe(degrees);
    expect(found.statistic).toBeCloseTo(wanted, 6);
    expect(found.p).toBeCloseTo(p, 3);
  },
);

test("cells with fewer than five expected count as one", () => {
  const found = chiSquared([
    { share: 0.98, count: 98 },
    { share: 0.01, count: 0 },
    { share: 0.01, count: 2 },
  ]);
  expect(found).toEqual({ statistic: 0, degrees: 1, p: 1 });
});

test("nothing counted says nothing", () => {
  expect(chiSquared([{ share: 1, count: 0 }])).toEqual({ statistic: 0, degrees: 0, p: 1 });
});
