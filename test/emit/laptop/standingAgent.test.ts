import { expect, test } from "vitest";
import type { LaptopConfig } from "../../../src/campaign/routingConfig.ts";
import { laptopEntry } from "../../../src/emit/laptop/laptopEntry.ts";
import { standingAgent } from "../../../src/emit/laptop/standingAgent.ts";

const CONFIG: LaptopConfig = {
  ...{ service: "payments", namespace: "shop", key: "ann", ports: { http: 80, grpc: 9090 } },
  ...{ fingerprints: ["f00"], image: "node:24-slim", pullSecrets: [], timeout: "10m" },
};
const CONTEXT = { stack: "dev", keyHeader: "x-preview", program: "0" };

test("it is a pod with a fixed name, without a token, an end, or a right", () => {
  const { statefulSet, serviceAccount } = standingAgent(CONFIG, CONTEXT);
  expect(statefulSet.metadata?.name).toBe("payments-laptop-ann");
  expect(statefulSet.spec).toMatchObject({ replicas: 1, serviceName: "payments-laptop-ann" });
  const pod = statefulSet.spec?.template.spec;
  expect(pod).toMatchObject({
    serviceAccountName: "payments-laptop-ann",
    automountServiceAccountToken: false,
  });
  expect(pod).not.toHaveProperty("volumes");
  expect(pod).not.toHaveProperty("restartPolicy");
  expect(serviceAccount.automountServiceAccountToken).toBe(false);
  const [agent] = pod?.containers ?? [];
  expect(agent).not.toHaveProperty("volumeMounts");
  expect(JSON.parse(agent?.env?.[0]?.value ?? "")).toEqual({
    ...{ name: "payments-laptop-ann", namespace: "shop", holder: "ann", virtualServices: [] },
    laptopKeys: ["f00"],
    intercept: {
      origin: "payments.shop.svc.cluster.local",
      ...{ key: "ann", keyHeader: "x-preview" },
      ports: [
        { name: "http", port: 80, listen: 17_900, toLaptop: true },
        { name: "grpc", port: 9090, listen: 17_901, toLaptop: true },
      ],
    },
  });
});

test("its Service is the entry, and its pods are those that the Service and the NetworkPolicy select", () => {
  const { service, statefulSet, networkPolicy, entry } = standingAgent(CONFIG, CONTEXT);
  expect(service.metadata?.annotations).toEqual({
    "understudy.dev/route-origin": "payments.shop.svc.cluster.local",
    "understudy.dev/route-key": "ann",
    "understudy.dev/route-returns": "true",
    "pulumi.com/skipAwait": "true",
  });
  expect(entry.destination.host).toBe("payments-laptop-ann.shop.svc.cluster.local");
  const labels = statefulSet.spec?.template.metadata?.labels;
  expect(labels).toMatchObject(service.spec?.selector ?? { none: "" });
  expect(labels).toMatchObject(networkPolicy.spec?.podSelector?.matchLabels ?? { none: "" });
  expect(labels).toMatchObject(statefulSet.spec?.selector.matchLabels ?? { none: "" });
});

test("a long name leaves room for the hash that Kubernetes adds to it in a label", () => {
  const config = { ...CONFIG, service: "s".repeat(40), key: "k".repeat(30) };
  const { statefulSet, service } = standingAgent(config, CONTEXT);
  expect(statefulSet.metadata?.name).toMatch(/^s{40}-la-[0-9a-f]{8}$/);
  expect(statefulSet.metadata?.name?.length).toBeLessThanOrEqual(52);
  expect(laptopEntry(config).destination.host).toBe(
    `${service.metadata?.name}.shop.svc.cluster.local`,
  );
});
