import { expect, test } from "vitest";
import { rate } from "../../cli/commonOptions.ts";

test("a rate is of a second or a minute; a number alone is of a second", () => {
  const { expected, read } = rate(1_000);
  expect(expected).toBe('a rate up to 1000/s such as "200/s"');
  const rates = ["200/s", "60/min", "0.5/s", "1000", "1001", "0/s", "0", "-1", "2/h", "fast", ""];
  expect(rates.map(read)).toEqual([200, 1, 0.5, 1_000, ...Array(7).fill(undefined)]);
  expect(rate().expected).toBe('a rate such as "200/s"');
});
