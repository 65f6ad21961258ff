import { setTimeout } from "node:timers/promises";
import { beforeEach, expect, test, vi } from "vitest";
import { FinalError, retried } from "../../src/http/retry.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: vi.fn() }));

beforeEach(() => {
  vi.mocked(setTimeout).mockReset();
});

test("pauses grow, and together are half a minute", async () => {
  const work = vi.fn(async () => {
    throw new Error("503");
  });
  await expect(retried(work)).rejects.toThrow("503");
  expect(work).toHaveBeenCalledTimes(7);
  const pauses = vi.mocked(setTimeout).mock.calls.map(([pause]) => pause);
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000]);
});

test("what another try will not change is told at once", async () => {
  const work = vi.fn(async () => {
    throw new FinalError("no right");
  });
  await expect(retried(work)).rejects.toThrow("no right");
  expect(work).toHaveBeenCalledTimes(1);
});
