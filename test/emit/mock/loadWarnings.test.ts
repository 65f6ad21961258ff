import { expect, test } from "vitest";
import { loadWarnings } from "../../../src/emit/mock/loadWarnings.ts";
import type { LatencyPlan } from "../../../src/latency/plan.ts";
import { loadedMock, tableOf } from "../fixture.ts";

const loaded: LatencyPlan = {
  default: { kind: "fixed", ms: 5, load: { capacity: 80, queue: 100 } },
  routes: {},
};

function warningsOf(plan: LatencyPlan, min: number, max: number) {
  const autoscaling = { min, max, cpu: "70%" };
  const latency = { inject: "mock", enabled: true, routes: {} } as const;
  return loadWarnings(loadedMock(tableOf(["GET /a"]), plan, { autoscaling, latency }));
}

test("capacities that grow with the number of pods are a warning", () => {
  expect(warningsOf(loaded, 4, 10)).toEqual([
    {
      where: "payments.autoscaling",
      what: "capacities of latency profiles are divided by the 4 pods of the minimum, and grow up to 2.5 times with more pods",
      fix: "Write replicas in place of autoscaling to keep them.",
    },
  ]);
});

test("they do not without a load, and with a fixed number of pods", () => {
  expect(warningsOf({ default: { kind: "fixed", ms: 5 }, routes: {} }, 4, 10)).toEqual([]);
  expect(warningsOf(loaded, 4, 4)).toEqual([]);
});
