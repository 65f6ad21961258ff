import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellTogether } from "../../../src/laptop/mirror/tellTogether.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("reasons are told together, each with its number, and then anew", () => {
  const lines: string[] = [];
  const tell = tellTogether((line) => lines.push(line));
  for (const reason of ["ECONNREFUSED", "behind", "ECONNREFUSED"]) tell(reason);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(10_000);
  tell("behind");
  vi.advanceTimersByTime(10_000);
  expect(lines).toEqual([
    "copies that did not reach the laptop whole: 2 (ECONNREFUSED)",
    "copies that did not reach the laptop whole: 1 (behind)",
    "copies that did not reach the laptop whole: 1 (behind)",
  ]);
});
