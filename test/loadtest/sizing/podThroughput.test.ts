import { describe, expect, test } from "vitest";
import type { ServiceLoad, ServiceMeasurements } from "../../../src/loadtest/serviceLoad.ts";
import { podThroughput } from "../../../src/loadtest/sizing/podThroughput.ts";
import { podSizingText } from "../../../src/loadtest/sizing/sizingText.ts";

const service = { name: "orders", namespace: "shop" };

/** A run whose pod uses 2 ms of a core for a request and 20m at rest, with a rate for each ten seconds. */
function measured(rates: number[], pod = {}, over: Partial<ServiceLoad> = {}): ServiceMeasurements {
  const counts = [{ at: 100, requests: 0, users: 1 }];
  const loads = rates.map((rate, i): ServiceLoad => {
    counts.push({ at: 110 + i * 10, requests: (counts[i]?.requests ?? 0) + rate * 10, users: 1 });
    return {
      source: "kubelet",
      from: 100 + i * 10,
      to: 110 + i * 10,
      pods: [{ name: "orders-1", cores: 0.02 + rate * 0.002, request: 0.5, limit: 1, ...pod }],
      ...over,
    };
  });
  return { format: 1, service, counts, loads, problems: [] };
}

describe("the throughput of one pod at half of its CPU", () => {
  test("lies between the measurements below and above, for request and limit", () => {
    const { answers, source } = podThroughput(measured([80, 100, 120, 140, 200, 220, 260]));
    expect(source).toBe("kubelet");
    expect(answers.map(({ of, cores, throughput }) => [of, cores, throughput.kind])).toEqual([
      ["request", 0.5, "at"],
      ["limit", 1, "at"],
    ]);
    // (0.25 - 0.02) / 0.002 and (0.5 - 0.02) / 0.002
    expect(answers[0]?.throughput.rate).toBeCloseTo(115, 6);
    expect(answers[1]?.throughput.rate).toBeCloseTo(240, 6);
  });

  test("is no guess beyond what was measured: a bound, and what to do", () => {
    expect(podSizingText(podThroughput(measured([20, 40], { limit: undefined })))).toBe(
      [
        "Throughput of one pod of shop/orders at 50 % of its CPU request (250m of 500m): above 40/s, where it used 20 %. Run with more users",
        "  CPU: kubelet.",
      ].join("\n"),
    );
    const [request] = podThroughput(measured([300, 400])).answers;
    expect(request?.throughput).toMatchObject({ kind: "below", rate: 300 });
  });

  test("needs no line between load and CPU far from the half", () => {
    const [request] = podThroughput(measured([5, 400])).answers;
    expect(request?.throughput).toMatchObject({ kind: "below", rate: 400 });
  });

  test.each<[string, ServiceMeasurements, string]>([
    [
      "of two pods",
      measured(
        [100],
        {},
        {
          pods: [
            { name: "a", cores: 1 },
            { name: "b", cores: 1 },
          ],
        },
      ),
      "shop/orders had 2 pods during the run, and load is not shared evenly. Scale it to one: kubectl scale deployment orders -n shop --replicas=1.",
    ],
    [
      "without a source",
      { ...measured([]), problems: ["metrics: the cluster does not have it"] },
      "metrics: the cluster does not have it.",
    ],
    [
      "without request and limit",
      measured([100], { request: undefined, limit: undefined }),
      "The pod of shop/orders has neither a CPU request nor a limit, so there is no half of it. Give its containers a request.",
    ],
    ["in a moment", measured([]), "the run was too short: measure for a minute."],
  ])("is not measured %s", (_, measurements, reason) => {
    const sizing = podThroughput(measurements);
    expect(sizing.answers).toEqual([]);
    expect(sizing.missing).toEqual([reason]);
    expect(podSizingText(sizing)).toContain("at 50 % CPU: not measured");
  });

  test("says which autoscaler may add pods", () => {
    const autoscaler = "HorizontalPodAutoscaler orders (1 to 5 replicas)";
    expect(podThroughput(measured([100, 140], {}, { autoscaler })).notes).toEqual([
      `${autoscaler} may add pods at more load. Set its maxReplicas to 1 for the measurement.`,
    ]);
  });

  test("counts no stretch that goes on after the last user", () => {
    const { counts, ...rest } = measured([100, 140, 30]);
    const ended = counts.map((count) => (count.at === 130 ? { ...count, users: 0 } : count));
    expect(podThroughput({ ...rest, counts: ended }).points.map(({ to }) => to)).toEqual([
      110, 120,
    ]);
  });

  test("counts a stretch once that a slow source tells twice, and none whose requests are unknown", () => {
    const { counts, loads, ...rest } = measured([100, 140]);
    const late = { ...loads[1], from: 115, to: 125 } as ServiceLoad;
    const twice = { ...rest, counts, loads: [...loads, ...loads, late] };
    expect(podThroughput(twice).points.map(({ from, rate }) => [from, rate])).toEqual([
      [100, 100],
      [110, 140],
    ]);
  });
});
