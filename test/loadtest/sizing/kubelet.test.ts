import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { kubelet } from "../../../src/loadtest/sizing/kubelet.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const PODS = [{ name: "orders-1", node: "n1", containers: ["app", "agent"] }];

/** Returns what the kubelet counted of a pod until a second, by its containers, in seconds of CPU. */
function counted(name: string, second: number, containers: Record<string, number>): object {
  return {
    podRef: { name, namespace: "shop" },
    containers: Object.entries(containers).map(([name, seconds]) => ({
      name,
      cpu: {
        time: new Date(second * 1000).toISOString(),
        usageCoreNanoSeconds: Math.round(seconds * 1e9),
      },
    })),
  };
}

/** Returns what is read of the pod with each of these answers of the kubelet. */
async function readings(...answers: object[]) {
  const summaries = answers.map((pod) => ({
    pods: [pod, { ...pod, podRef: { name: "orders-1", namespace: "other" } }],
  }));
  await apiServer({
    "/api/v1/nodes/n1/proxy/stats/summary?only_cpu_and_memory=true": () => summaries.shift() ?? {},
  });
  const read = kubelet(await connect("staging"), "shop");
  const found: object[] = [];
  for (const _ of answers) found.push(Object.fromEntries((await read(PODS)).usages));
  return found;
}

test("usage is what the containers but Istio's sidecar used between two answers", async () => {
  expect(
    await readings(
      counted("orders-1", 100, { app: 10, agent: 1, "istio-proxy": 5 }),
      counted("orders-1", 110, { app: 12, agent: 1.5, "istio-proxy": 15 }),
    ),
  ).toEqual([{}, { "orders-1": { from: 100, to: 110, cores: expect.closeTo(0.25, 9) } }]);
});

test("an answer with the moment of the one before is no figure", async () => {
  const first = counted("orders-1", 100, { app: 10 });
  const third = counted("orders-1", 120, { app: 14 });
  expect(await readings(first, first, third)).toEqual([
    ...[{}, {}],
    { "orders-1": { from: 100, to: 120, cores: expect.closeTo(0.2, 9) } },
  ]);
});

test("a container that was started again has a figure from its second answer on", async () => {
  expect(
    await readings(
      counted("orders-1", 100, { app: 10 }),
      counted("orders-1", 110, { app: 1 }),
      counted("orders-1", 120, { app: 3 }),
    ),
  ).toEqual([{}, {}, { "orders-1": { from: 110, to: 120, cores: expect.closeTo(0.2, 9) } }]);
});

test("a pod whose containers are not counted yet has no figure", async () => {
  const pod = { podRef: { name: "orders-1", namespace: "shop" }, containers: [{ name: "app" }] };
  expect(await readings(pod, pod)).toEqual([{}, {}]);
});
