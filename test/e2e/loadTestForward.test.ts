import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { forwardTo, type Listener, listenHere } from "../../src/loadtest/client/forward.ts";
import { removeNamespaces } from "./leftovers.ts";
import { until } from "./loadTestCluster.ts";
import { kubectl, run } from "./run.ts";

const context = inject("context");
const NAMESPACE = "understudy-e2e-forward";
const BYTES = 20_000_000;

/** Answers its pod's name, and at `/large` more than any buffer on the way holds. */
const SERVER = `
  const { hostname } = require("node:os");
  require("node:http").createServer((request, response) => {
    response.end(request.url === "/large" ? Buffer.alloc(${BYTES}, "x") : hostname());
  }).listen(8080);
  process.on("SIGTERM", () => process.exit());`;

describe.runIf(context !== "")("a forwarded port", () => {
  let listener: Listener;
  const ask = async (path = "/") => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`);
    return { status: response.status, text: await response.text() };
  };

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await run("kubectl", ["create", "-f", "-"], {
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items: OBJECTS }),
    });
    await kubectl("rollout", "status", "deployment/web", "-n", NAMESPACE, "--timeout=240s");
    const open = forwardTo(await connect(context), {
      namespace: NAMESPACE,
      service: "web",
      port: 80,
    });
    listener = await listenHere(open, 0);
  });

  afterAll(async () => {
    listener?.close();
    await removeNamespaces(NAMESPACE);
  });

  test("leads to a pod of the Service, and carries 20 MB", async () => {
    expect(await ask()).toEqual({ status: 200, text: await podName() });
    expect((await ask("/large")).text.length).toBe(BYTES);
  });

  test("leads to the next pod after the one behind it was deleted", async () => {
    const before = (await ask()).text;
    await kubectl("delete", "pod", before, "-n", NAMESPACE);
    await kubectl("rollout", "status", "deployment/web", "-n", NAMESPACE, "--timeout=240s");
    // The first question may go into the connection that the old pod closes.
    const { text } = await until(ask, ({ status }) => status === 200);
    expect(text).toBe(await podName());
    expect(text).not.toBe(before);
  });

  test("answers why while no pod is Ready, and asks again by itself", async () => {
    await kubectl("scale", "deployment/web", "--replicas=0", "-n", NAMESPACE);
    const { text } = await until(ask, ({ text }) => text.includes("no pod is behind"));
    expect(text).toContain("no pod is behind Service understudy-e2e-forward/web");
    expect(text).toContain('<meta http-equiv="refresh" content="3">');
  });
});

async function podName(): Promise<string> {
  return kubectl(
    "get",
    "pods",
    "-n",
    NAMESPACE,
    "-l",
    "app=web",
    "-o",
    "jsonpath={.items[*].metadata.name}",
  );
}

const metadata = { name: "web", namespace: NAMESPACE };
const OBJECTS = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: "web",
              image: "node:24-slim",
              command: ["node", "-e", SERVER],
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
];
