import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { expect, onTestFinished, test } from "vitest";
import type { KubernetesObject } from "../../../src/emit/common/kubernetesObject.ts";
import type { AgentObjects } from "../../../src/emit/laptop/agentObjects.ts";
import { HOLDER } from "../../../src/emit/laptop/agentPlan.ts";
import { makeAgent } from "../../../src/laptop/intercept/makeAgent.ts";

test("of two commands that start at the same time the second is told whose the first is", async () => {
  const holder = { user: "ann", machine: "mac", since: "2026-11-27T10:00Z" };
  const server = createServer((request, response) => {
    response.statusCode = request.method === "POST" ? 409 : 200;
    const annotations = { [HOLDER]: JSON.stringify(holder) };
    response.end(JSON.stringify({ metadata: { annotations } }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: "c", server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: "u" },
  );
  const job: KubernetesObject = { kind: "Job", metadata: { namespace: "shop", name: "a" } };
  await expect(makeAgent(kubeConfig, { job } as AgentObjects)).rejects.toThrow(
    "Job shop/a: was made at the same time by ann@mac since 2026-11-27T10:00Z",
  );
});
