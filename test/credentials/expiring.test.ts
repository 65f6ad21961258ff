import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { expiring } from "../../src/credentials/expiring.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a value is made again five minutes before it expires", async () => {
  let made = 0;
  const value = expiring(async () => ({ made: ++made, expires: Date.now() + 3_600_000 }));
  const at = async (moment: number) => {
    vi.setSystemTime(moment);
    return (await value()).made;
  };
  expect(await at(0)).toBe(1);
  expect(await at(3_300_000)).toBe(1);
  expect(await at(3_300_001)).toBe(2);
});

test("a value that does not expire is made once, and a failure is none", async () => {
  const make = vi.fn<() => Promise<{ expires?: number }>>();
  make.mockRejectedValueOnce(new Error("503")).mockResolvedValue({});
  const value = expiring(make);
  await expect(value()).rejects.toThrow("503");
  await value();
  vi.setSystemTime(1e12);
  await value();
  expect(make).toHaveBeenCalledTimes(2);
});

test("calls at the same time share one value, or one failure", async () => {
  const make = vi.fn<() => Promise<{ expires?: number }>>();
  make.mockRejectedValueOnce(new Error("503")).mockResolvedValue({});
  const value = expiring(make);
  await expect(Promise.allSettled([value(), value()])).resolves.toMatchObject([
    { status: "rejected" },
    { status: "rejected" },
  ]);
  expect(make).toHaveBeenCalledTimes(1);
  const [first, second] = await Promise.all([value(), value()]);
  expect(first).toBe(second);
  expect(make).toHaveBeenCalledTimes(2);
});
