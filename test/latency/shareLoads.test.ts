import { expect, test } from "vitest";
import { shareLoads } from "../../src/latency/shareLoads.ts";

const fixed = { kind: "fixed", ms: 5 } as const;

test("each of several servers has its share of capacities and queues, and the same latencies", () => {
  const plan = {
    default: { ...fixed, load: { capacity: 90, queue: 100 } },
    routes: { "GET /a": { ...fixed, load: { capacity: 1, queue: 0 } }, "GET /b": fixed },
  };
  expect(shareLoads(plan, 3)).toEqual({
    default: { ...fixed, load: { capacity: 30, queue: 34 } },
    routes: { "GET /a": { ...fixed, load: { capacity: 1 / 3, queue: 0 } }, "GET /b": fixed },
  });
});

test("a plan without loads, and that of a single server, stay as they are", () => {
  const plain = { default: fixed, routes: {} };
  const loaded = { routes: { "GET /a": { ...fixed, load: { capacity: 1, queue: 0 } } } };
  expect(shareLoads(plain, 3)).toBe(plain);
  expect(shareLoads(loaded, 1)).toBe(loaded);
});
