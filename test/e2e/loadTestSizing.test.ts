import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { serviceMeter } from "../../src/loadtest/sizing/serviceMeter.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const context = inject("context");
const SPACE = "understudy-e2e-sizing";
const SERVICE = { name: "busy", namespace: SPACE };

// Uses about a fifth of a core, and prints what it has used until each moment.
const BUSY = `
const seconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
let asked = seconds();
setInterval(() => {
  asked = Math.max(asked + 0.02, seconds() - 0.1);
  while (seconds() < asked);
  console.log(Date.now() / 1000, seconds());
}, 100);`;

describe.runIf(context !== "")("the CPU of a service in a cluster without the metrics API", () => {
  beforeAll(async () => {
    await removeNamespaces(SPACE);
    const labels = { app: "busy" };
    const container = {
      name: "busy",
      image: "node:24-slim",
      command: ["node", "-e", BUSY],
      resources: { requests: { cpu: "100m" }, limits: { cpu: "1" } },
    };
    const objects = [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: SPACE } },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "busy", namespace: SPACE },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { terminationGracePeriodSeconds: 0, containers: [container] },
          },
        },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: SERVICE,
        spec: { selector: labels, ports: [{ port: 80 }] },
      },
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: SERVICE,
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "busy" },
          maxReplicas: 4,
        },
      },
    ];
    for (const object of objects) {
      await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(object) });
    }
    const deployment = ["-n", SPACE, "deployment/busy"];
    await kubectl("wait", "--for=condition=Available", ...deployment, "--timeout=240s");
  });

  afterAll(() => removeNamespaces(SPACE));

  test("is what the kubelet counted between two moments, beside the pod's bounds and its autoscaler", async () => {
    const meter = serviceMeter(await connect(context), SERVICE);
    let answer = await meter.load();
    expect(answer.problem).toBeUndefined();
    while (answer.load === undefined) {
      await setTimeout(2_000);
      answer = await meter.load();
      expect(answer.problem).toBeUndefined();
    }
    const { source, from, to, pods, autoscaler } = answer.load;
    const lines = (await kubectl("logs", "-n", SPACE, "deployment/busy")).trim().split("\n");
    const used = lines.map((line) => line.split(" ").map(Number));
    const usedUntil = (at: number) => used.findLast(([moment = 0]) => moment <= at)?.[1] ?? 0;
    const cores = (usedUntil(to) - usedUntil(from)) / (to - from);

    expect(source).toBe("kubelet");
    expect(pods).toMatchObject([{ request: 0.1, limit: 1 }]);
    // The process counts itself, but on a busy machine its moments and the kubelet's are far apart. A wrong unit, pod or
    // moment is more than a factor of two.
    expect(Math.abs(Math.log2((pods[0]?.cores ?? 0) / cores))).toBeLessThan(1);
    expect(autoscaler).toBe("HorizontalPodAutoscaler busy (1 to 4 replicas)");
  });

  test("is not measured for a service that is not there", async () => {
    const meter = serviceMeter(await connect(context), { ...SERVICE, name: "idle" });
    expect(await meter.load()).toEqual({
      problem: `Service ${SPACE}/idle does not exist, or selects no pods`,
    });
  });
});
