import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { serviceMeter } from "../../../src/loadtest/sizing/serviceMeter.ts";
import { apiServer } from "../../cluster/apiServer.ts";
import { LISTS, METRICS, metricsAt, SERVICE } from "./shopCluster.ts";

async function load(lists: Parameters<typeof apiServer>[0]) {
  await apiServer(lists);
  return serviceMeter(await connect("staging"), SERVICE).load();
}

test("the metrics API tells the pod's CPU without its sidecar, beside what bounds and scales it", async () => {
  const to = Date.parse("2026-11-27T12:30:30Z") / 1000;
  const lists = { ...LISTS, [METRICS]: metricsAt("2026-11-27T12:30:30Z", "120000000n") };
  expect(await load(lists)).toEqual({
    load: {
      source: "metrics API",
      from: to - 15.5,
      to,
      pods: [{ name: "orders-5f-1", cores: 0.125, request: 0.3 }],
      autoscaler: "HorizontalPodAutoscaler orders (1 to 5 replicas)",
    },
  });
});

test("a pod that the metrics API does not know yet is measured later", async () => {
  expect(await load({ ...LISTS, [METRICS]: [] })).toEqual({});
});

test("every source that gives nothing is named with its reason", async () => {
  expect(
    await load({ ...LISTS, "/api/v1/nodes/n1/proxy/stats/summary?only_cpu_and_memory=true": 403 }),
  ).toEqual({
    problem:
      "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods: the cluster does not have it; /api/v1/nodes/n1/proxy/stats/summary: this account may not read it",
  });
});

test("autoscalers that may not be listed do not stop the measurement", async () => {
  const scalers = { "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers": 403 };
  const metrics = { [METRICS]: metricsAt("2026-11-27T12:30:30Z", "1") };
  const { load: found } = await load({ ...LISTS, ...scalers, ...metrics });
  expect(found).not.toHaveProperty("autoscaler");
  expect(found?.pods[0]?.cores).toBe(1.005);
});

test("a service without pods says so", async () => {
  const pods = { "/api/v1/namespaces/shop/pods?labelSelector=app%3Dorders": [] };
  expect(await load({ ...LISTS, ...pods })).toEqual({
    problem: "no pod of Service shop/orders runs",
  });
});

test("a source that fails after its first figure is not replaced by another one", async () => {
  const answers = [metricsAt("2026-11-27T12:30:30Z", "1"), 503];
  const summary = "/api/v1/nodes/n1/proxy/stats/summary?only_cpu_and_memory=true";
  await apiServer({ ...LISTS, [METRICS]: () => answers.shift() ?? 404, [summary]: { pods: [] } });
  const meter = serviceMeter(await connect("staging"), SERVICE);
  expect((await meter.load()).load?.source).toBe("metrics API");
  expect(await meter.load()).toEqual({
    problem: `${METRICS}: the API server answered with status 503`,
  });
});
