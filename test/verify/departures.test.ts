import { expect, test } from "vitest";
import { departAt } from "../../src/verify/departures.ts";

test("nothing departs before its time", async () => {
  const time = performance.now() + 5.5;
  const departed = await new Promise<number>((resolve) => {
    departAt(time, () => resolve(performance.now()));
  });
  expect(departed).toBeGreaterThanOrEqual(time);
});

test("what is long due departs one after the other, and answers are read between", async () => {
  let departures = 0;
  let turns = 0;
  const look = () => {
    turns++;
    if (departures < 20_000) setImmediate(look);
  };
  setImmediate(look);
  await new Promise<void>((resolve) => {
    const next = () => {
      if (++departures === 20_000) resolve();
      else departAt(0, next);
    };
    departAt(0, next);
  });
  expect(turns).toBeGreaterThan(10_000);
});
