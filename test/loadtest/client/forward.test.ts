import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { connect as connectTo } from "../../../src/cluster/connection.ts";
import { listenHere } from "../../../src/loadtest/client/forward.ts";
import { readyPod, Unreachable } from "../../../src/loadtest/client/readyPod.ts";
import { FAKE_CONTEXT, fakeCluster } from "./fakeCluster.ts";

test("each connection opens a tunnel of its own, and a page says why there is none", async () => {
  const server = createServer((request, response) => response.end(request.url));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  let opened = 0;
  let isThere = true;
  const listener = await listenHere(async () => {
    opened++;
    if (!isThere) throw new Unreachable("no pod <here>");
    return connect(port, "127.0.0.1");
  }, 0);
  onTestFinished(() => {
    listener.close();
    server.close();
  });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, {
      headers: { connection: "close" },
    });
    return { status: response.status, text: await response.text() };
  };
  expect(await ask("/a")).toEqual({ status: 200, text: "/a" });
  expect(await ask("/b")).toEqual({ status: 200, text: "/b" });
  isThere = false;
  const { status, text } = await ask("/c");
  expect({ status, opened }).toEqual({ status: 503, opened: 3 });
  expect(text).toContain("no pod &lt;here&gt;");
  isThere = true;
  expect(await ask("/d")).toEqual({ status: 200, text: "/d" });
});

test("a port that is taken is an error", async () => {
  const listener = await listenHere(async () => connect(1), 0);
  onTestFinished(listener.close);
  await expect(listenHere(async () => connect(1), listener.port)).rejects.toThrow("EADDRINUSE");
});

const SERVICE = "/api/v1/namespaces/loadtest/services/locust-admin";
const PODS = "/api/v1/namespaces/loadtest/pods";
const TARGET = { namespace: "loadtest", service: "locust-admin", port: 8089 };
const service = {
  spec: { selector: { app: "locust-master" }, ports: [{ port: 8089, targetPort: "web" }] },
};

function pod(name: string, ready: boolean, over: object = {}) {
  return {
    metadata: { name, creationTimestamp: `2026-11-27T12:30:0${name.length}Z`, ...over },
    spec: { containers: [{ ports: [{ name: "web", containerPort: 8090 }] }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  };
}

test("the newest Ready pod that is not being removed is behind a Service, at the port that the Service names", async () => {
  const leaving = pod("leaving", true, { deletionTimestamp: "2026-11-27T12:31:00Z" });
  const items = [pod("old", true), pod("newer", true), pod("starting", false), leaving];
  await fakeCluster({ [SERVICE]: service, [PODS]: { items } });
  expect(await readyPod(await connectTo(FAKE_CONTEXT), TARGET)).toEqual({
    namespace: "loadtest",
    pod: "newer",
    port: 8090,
  });
});

test.each([
  [{}, "there is no Service loadtest/locust-admin"],
  [{ [SERVICE]: service, [PODS]: { items: [] } }, "no pod is behind Service loadtest/locust-admin"],
  [
    {
      [SERVICE]: service,
      [PODS]: { items: [pod("a", false), pod("b", true, { deletionTimestamp: "x" })] },
    },
    "no pod behind Service loadtest/locust-admin is Ready: a Running, b is being removed",
  ],
])("without a Ready pod the reason is told: %#", async (objects, message) => {
  await fakeCluster(objects);
  const kubeConfig = await connectTo(FAKE_CONTEXT);
  await expect(readyPod(kubeConfig, TARGET)).rejects.toThrow(new Unreachable(message));
});
