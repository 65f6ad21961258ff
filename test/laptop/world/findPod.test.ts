import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { findPod } from "../../../src/laptop/world/findPod.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const deployment = {
  metadata: { name: "payments", namespace: "shop" },
  spec: {
    selector: { matchLabels: { app: "payments" } },
    template: { spec: { containers: [{ name: "app" }] } },
  },
};

test("between two pods that replace each other the first one stays what a laptop has, and is no template", async () => {
  await apiServer({ "/api/v1/namespaces/shop/pods?labelSelector=app%3Dpayments": [] });
  const kubeConfig = await connect("staging");
  const before = { metadata: { name: "payments-1" }, spec: { nodeName: "n", containers: [] } };
  expect(await findPod(kubeConfig, deployment, [], before)).toBe(before);
  const template = await findPod(kubeConfig, deployment, []);
  expect(template?.metadata?.name).toBe("payments");
  expect(await findPod(kubeConfig, deployment, [], template)).toEqual(template);
});
