import { describe, expect, test, vi } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { prometheusUsage } from "../../../src/loadtest/sizing/prometheus.ts";
import { serviceMeter } from "../../../src/loadtest/sizing/serviceMeter.ts";
import type { UsageReading } from "../../../src/loadtest/sizing/usage.ts";
import { apiServer } from "../../cluster/apiServer.ts";
import { fakePrometheus } from "../../sources/prometheus/fakePrometheus.ts";
import { hasPrometheus, startPrometheus } from "../../sources/prometheus/realPrometheus.ts";
import { type CpuSample, cpuHistory, startCadvisor } from "./cadvisor.ts";
import { LISTS, METRICS, metricsAt, SERVICE } from "./shopCluster.ts";

const now = Math.floor(Date.now() / 1000);
const POD = { name: "orders-1", node: "n1", containers: ["app"] };
const APP = { namespace: "shop", pod: POD.name, container: "app" };

/** Samples of one container, by seconds before now. */
function samples(labels: CpuSample["labels"], ...pairs: [ago: number, seconds: number][]) {
  return pairs.map(([ago, seconds]) => ({ labels, seconds, at: now - ago }));
}

/** By the namespaces of the cases. */
const HISTORY: Record<string, CpuSample[]> = {
  shop: samples(APP, [70, 10], [55, 11], [40, 12], [25, 16], [10, 20]),
  young: samples({ ...APP, namespace: "young" }, [25, 0.1], [10, 0.5]),
  reset: samples({ ...APP, namespace: "reset" }, [70, 90], [40, 95], [25, 1], [10, 2]),
  old: samples({ ...APP, namespace: "old" }, [400, 1], [340, 2]),
  again: [
    ...samples({ ...APP, namespace: "again", id: "/a" }, [90, 50], [75, 60]),
    ...samples({ ...APP, namespace: "again", id: "/b" }, [60, 0.5], [30, 3.5]),
  ],
  twice: [
    ...samples({ ...APP, namespace: "twice", id: "/a" }, [70, 10], [40, 13], [10, 16]),
    ...samples({ ...APP, namespace: "twice" }, [69, 10], [39, 13], [9, 16]),
  ],
  clusters: [
    ...samples({ ...APP, namespace: "clusters", id: "/a" }, [70, 10], [40, 13], [10, 16]),
    ...samples({ ...APP, namespace: "clusters", id: "/b" }, [71, 40], [41, 60], [11, 80]),
  ],
};

describe.skipIf(!hasPrometheus())("a real Prometheus", { timeout: 120_000 }, () => {
  test("that scrapes the kubelet tells the pod's CPU without its sidecar, and what it was asked, without a password", async () => {
    const at = (moment: number, more: number): CpuSample[] =>
      [
        { ...ORDERS, container: "app", seconds: 100 + 0.12 * more },
        { ...ORDERS, container: "agent", seconds: 5 + 0.005 * more },
        { ...ORDERS, container: "istio-proxy", seconds: 7 + more },
        // The pod with all its containers, and its sandbox.
        { ...ORDERS, container: "", seconds: 112 + 1.125 * more },
        { ...ORDERS, container: "POD", seconds: 0.1 },
        { ...ORDERS, pod: "orders-5f-10", container: "app", seconds: more },
        { ...ORDERS, namespace: "shop-2", container: "app", seconds: more },
      ].map(({ seconds, ...labels }) => ({ labels, seconds, at: moment }));
    const cadvisor = await startCadvisor();
    await using prometheus = await startPrometheus({
      jobs: { kubelet: cadvisor.address },
      // The hash, by bcrypt, of "secret-word".
      web: JSON.stringify({
        basic_auth_users: { me: "$2b$04$abcdefghijklmnopqrstuujV0zJ3tj1V5vPQQ5i8Bd/sbbeTbZTaC" },
      }),
    });
    vi.stubEnv("PROMETHEUS_USERNAME", "me");
    vi.stubEnv("PROMETHEUS_PASSWORD", "secret-word");
    await apiServer({ ...LISTS, [METRICS]: metricsAt(new Date().toISOString(), "1") });
    for (const [moment, more] of [
      [now - 45, 0],
      [now - 25, 20],
      [now - 5, 40],
    ] as const) {
      cadvisor.serve(at(moment, more));
      await hasSample(prometheus.url, moment);
    }
    const { load } = await serviceMeter(await connect("staging"), SERVICE, prometheus.url).load();
    expect(load).toEqual({
      source: "Prometheus",
      asked: {
        url: prometheus.url,
        query:
          'container_cpu_usage_seconds_total{namespace="shop", pod=~"orders-5f-1", container=~"app|agent"}[5m]',
      },
      from: now - 45,
      to: now - 5,
      pods: [{ name: "orders-5f-1", cores: expect.closeTo(0.125, 9), request: 0.3 }],
      autoscaler: "HorizontalPodAutoscaler orders (1 to 5 replicas)",
    });
  });

  test("has figures of at least half a minute between two samples of a container, and no others", async () => {
    const history = cpuHistory(Object.values(HISTORY).flat());
    await using prometheus = await startPrometheus({ history });
    const read = (namespace: string, pod = POD) =>
      prometheusUsage({ url: prometheus.url }, namespace)([pod]);
    const usage = ({ usages }: UsageReading) => usages.get(POD.name);
    const over = (cores: number, from: number, to: number) => ({
      cores: expect.closeTo(cores, 9),
      ...{ from: now - from, to: now - to },
    });

    expect(usage(await read("shop"))).toEqual(over(8 / 30, 40, 10));
    expect(usage(await read("young"))).toBeUndefined();
    expect(usage(await read("reset"))).toBeUndefined();
    expect(usage(await read("again"))).toEqual(over(0.1, 60, 30));
    expect(usage(await read("twice"))).toEqual(over(0.1, 39, 9));
    // A container is unknown, so the pod is.
    expect(usage(await read("shop", { ...POD, containers: ["app", "agent"] }))).toBeUndefined();
    await expect(read("clusters")).rejects.toThrow(
      "Prometheus has several of container app of pod orders-1 at once: name one that has a single cluster",
    );
    await expect(read("old")).rejects.toThrow(
      `${prometheus.url}: Prometheus has no sample of the last 5 minutes of container_cpu_usage_seconds_total{namespace="old", pod=~"orders-1", container=~"app"}[5m]`,
    );
  });
});

/** Waits until a Prometheus has stored the last container's sample of a moment. */
async function hasSample(url: string, moment: number): Promise<void> {
  const query = 'timestamp(container_cpu_usage_seconds_total{namespace="shop-2"})';
  const asked = `${url}/api/v1/query?time=${moment}&query=${encodeURIComponent(query)}`;
  const headers = { authorization: `Basic ${btoa("me:secret-word")}` };
  await expect
    .poll(async () => {
      const answer = await fetch(asked, { headers });
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result[0]?.value[1];
    })
    .toBe(String(moment));
}

const ORDERS = { namespace: "shop", pod: "orders-5f-1" };

describe("a Prometheus that cannot be asked is named with the reason, and no other source is asked", () => {
  const ask = async (url: string) => {
    await apiServer({ ...LISTS, [METRICS]: metricsAt(new Date().toISOString(), "1") });
    return serviceMeter(await connect("staging"), SERVICE, url).load();
  };

  test("one that refuses", async () => {
    vi.stubEnv("PROMETHEUS_TOKEN", "secret-token");
    const { url, asked } = await fakePrometheus(() => ({ status: 401, body: "no: secret-token" }));
    expect(await ask(url)).toEqual({
      problem: `${url}: Prometheus refuses the request with status 401: no: ***`,
    });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer secret-token"]);
  });

  test("one that is too busy", async () => {
    const { url } = await fakePrometheus(() => ({
      status: 422,
      body: { status: "error", error: "query processing would load too many samples" },
    }));
    expect(await ask(url)).toEqual({
      problem: `${url}: query processing would load too many samples`,
    });
  });

  test("that of the environment has precedence over the stack's", async () => {
    const { url } = await fakePrometheus(() => ({ status: 401, body: "" }));
    vi.stubEnv("PROMETHEUS_URL", url);
    expect(await ask("http://prometheus.monitoring:9090")).toEqual({
      problem: `${url}: Prometheus refuses the request with status 401`,
    });
  });

  test("one with a password and a token", async () => {
    vi.stubEnv("PROMETHEUS_TOKEN", "secret-token");
    vi.stubEnv("PROMETHEUS_USERNAME", "me");
    expect(await ask("http://prometheus.monitoring:9090")).toEqual({
      problem: "Prometheus: there are a token and a password, and only one of them can be sent",
    });
  });
});
