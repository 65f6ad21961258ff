import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rawPull } from "../forge/github/githubServer.ts";
import { kubectl, run } from "./run.ts";

/** Part of the pods of a Deployment that no scheduler takes, so that they cost nothing. */
export const unscheduled = { schedulerName: "understudy-e2e-none" };

/** Returns a Deployment without pods that asks for copies for `acme/<name>`, and its Service. */
export function originOf(
  namespace: string,
  name: string,
  annotations: Record<string, string>,
  pod: object = {},
): object[] {
  const labels = { app: name };
  const metadata = { name, namespace };
  const own = { "understudy.dev/github-repository": `acme/${name}`, ...annotations };
  const containers = [{ name: "app", image: "registry.example.com/app:1" }];
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, annotations: own },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers, ...pod } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports: [{ name: "http", port: 80 }] },
    },
  ];
}

/** Returns the VirtualService of a host that a stack routes. */
export function routerOf(namespace: string, name: string): object {
  const declared = JSON.stringify({ keyHeader: "x-preview", base: [], entries: [] });
  const annotations = { "understudy.dev/route-declared": declared };
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: `${name}-router`, namespace, annotations },
    spec: {
      hosts: [`${name}.${namespace}.svc.cluster.local`],
      http: [{ name: "old", route: [{ destination: { host: name } }] }],
    },
  };
}

/** Returns a pod that is ready, as far as a Service knows. */
export function readyOf(namespace: string, service: string): object {
  const labels = { "kubernetes.io/service-name": service };
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: service, namespace, labels },
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.7"], conditions: { ready: true } }],
  };
}

export async function apply(items: object[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items };
  const args = ["apply", "--server-side", "--validate=strict", "-f", "-"];
  await run("kubectl", args, { input: JSON.stringify(list) });
}

/** Resolves to a kubeconfig of a ServiceAccount, which is written into the folder too. */
export async function accountOf(name: string, folder: string): Promise<string> {
  const file = join(folder, "kubeconfig");
  const token = (await kubectl("create", "token", name, "-n", name)).trim();
  await run("sh", ["-c", `kubectl config view --raw --flatten --minify > ${file}`]);
  const config = ["--kubeconfig", file, "config"];
  const context = (await kubectl("config", "current-context")).trim();
  await kubectl(...config, "set-credentials", name, `--token=${token}`);
  await kubectl(...config, "set-context", context, `--user=${name}`);
  return readFileSync(file, "utf8");
}

/** Resolves to the names of a namespace's Deployments. */
export async function deploymentsIn(namespace: string): Promise<string[]> {
  const names = await kubectl("get", "deployments", "-n", namespace, "-o", "name");
  return names
    .trim()
    .split("\n")
    .map((name) => name.replace("deployment.apps/", ""))
    .sort();
}

/** Resolves to what was written of each object of copies, without its status, which is the cluster's own. */
export async function versionsIn(namespace: string): Promise<Record<string, unknown>> {
  const kinds = "deployments,services";
  const text = await kubectl("get", kinds, "-n", namespace, "-o", "json", "--show-managed-fields");
  const { items }: { items: Written[] } = JSON.parse(text);
  return Object.fromEntries(
    items.map(({ kind, metadata: { name, uid, managedFields } }) => [
      `${kind}/${name}`,
      [uid, managedFields.filter(({ subresource }) => subresource !== "status")],
    ]),
  );
}

interface Written {
  kind: string;
  metadata: { name: string; uid: string; managedFields: { subresource?: string }[] };
}

export const shaOf = (number: number) => rawPull(number).head.sha;

/** Returns a pull request of GitHub's that was pushed just now, so that its copy lives. */
export function recent(number: number) {
  const pull = rawPull(number);
  const pushed_at = new Date().toISOString();
  const head = { ...pull.head, repo: { id: 1, pushed_at } };
  return { ...pull, updated_at: pushed_at, head };
}
