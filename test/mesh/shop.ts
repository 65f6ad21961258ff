import { join } from "node:path";
import { removeNamespaces } from "../e2e/leftovers.ts";
import { kubectl, run } from "../e2e/run.ts";
import type { Hop } from "./hopScript.ts";

/** Namespace of the services that teams run: `web` calls `orders`, and `orders` calls `payments`. */
export const SHOP = "understudy-e2e-shop";

const CALLS = { web: "orders", orders: "payments", payments: undefined };
const SCRIPTS = ["hopScript.ts", "grpcScript.ts", "trafficScript.ts"].map((name) =>
  join(import.meta.dirname, name),
);

/** Starts the three services, with sidecars by the labels of their namespace. */
export async function startShop(labels: Record<string, string>): Promise<void> {
  await removeShop();
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: SHOP, labels } };
  await run("kubectl", ["create", "-f", "-"], { input: JSON.stringify(namespace) });
  const files = SCRIPTS.map((file) => `--from-file=${file}`);
  await kubectl("create", "configmap", "scripts", "-n", SHOP, ...files);
  const items = Object.entries(CALLS).flatMap(([name, next]) => serviceOf(name, next));
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await run("kubectl", ["apply", "--server-side", "-f", "-"], { input });
  const wait = ["wait", "--for=condition=Available", "deployments", "--all", "-n", SHOP];
  await kubectl(...wait, "--timeout=240s");
}

export async function removeShop(): Promise<void> {
  await removeNamespaces(SHOP);
}

/** Makes a gRPC call from the pod of `web`: `payments 0` is the answering service and the status. */
export async function callGrpc(address: string, metadata: object): Promise<string> {
  const script = ["node", "/scripts/grpcScript.ts", address, JSON.stringify(metadata)];
  return (await kubectl("exec", "deployment/web", "-n", SHOP, "-c", "app", "--", ...script)).trim();
}

/** The services that a request came through, from the body of its answer. */
export function wayOf(body: string): string[] {
  return hopsOf(body).map(({ name }) => name);
}

export function hopsOf(body: string): Hop[] {
  return body.startsWith("[") ? JSON.parse(body) : [];
}

function serviceOf(name: string, next: string | undefined): object[] {
  const metadata = { name, namespace: SHOP };
  const labels = { app: name };
  const container = {
    name: "app",
    image: "node:24-slim",
    command: ["node", "/scripts/hopScript.ts"],
    env: [
      { name: "NAME", value: name },
      ...(next === undefined ? [] : [{ name: "NEXT", value: `${next}.${SHOP}` }]),
    ],
    ports: [
      { name: "http", containerPort: 8080 },
      { name: "grpc", containerPort: 8081 },
    ],
    readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1 },
    volumeMounts: [{ name: "scripts", mountPath: "/scripts" }],
  };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, annotations: { "sidecar.istio.io/proxyCPU": "10m" } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [container],
            volumes: [{ name: "scripts", configMap: { name: "scripts" } }],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        selector: labels,
        ports: [
          { name: "http", port: 80, targetPort: "http" },
          { name: "grpc", port: 81, targetPort: "grpc" },
        ],
      },
    },
  ];
}
