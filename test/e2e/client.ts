import { join } from "node:path";
import type { ClientAnswer, ClientTask } from "./clientScript.ts";
import { removeNamespaces } from "./leftovers.ts";
import { kubectl, run } from "./run.ts";

const SCRIPT = join(import.meta.dirname, "clientScript.ts");

/** A pod that calls mocks from inside the cluster, by their DNS names. */
export interface Client {
  send(task: ClientTask): Promise<ClientAnswer[]>;
  remove(): Promise<void>;
}

/**
 * Starts the pod `client` in a namespace of its own.
 *
 * @param labels of the namespace, such as those by which Istio gives the pod a sidecar
 */
export async function startClient(
  namespace = "understudy-e2e-client",
  labels: Record<string, string> = {},
): Promise<Client> {
  await removeNamespaces(namespace);
  const place = ["-n", namespace];
  const metadata = { name: namespace, labels };
  await run("kubectl", ["create", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata }),
  });
  await kubectl("create", "configmap", "script", ...place, `--from-file=${SCRIPT}`);
  await run("kubectl", ["apply", ...place, "-f", "-"], { input: JSON.stringify(POD) });
  await kubectl("wait", "--for=condition=Ready", "pod/client", ...place, "--timeout=240s");
  const exec = ["exec", "-i", "client", ...place, "-c", "client", "--"];
  exec.push("node", "/client/clientScript.ts");
  return {
    async send(task) {
      return JSON.parse(await run("kubectl", exec, { input: JSON.stringify(task) }));
    },
    remove: () => removeNamespaces(namespace),
  };
}

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "client", annotations: { "sidecar.istio.io/proxyCPU": "10m" } },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: "client",
        image: "node:24-slim",
        command: ["node", "-e", "setInterval(() => {}, 1e6)"],
        volumeMounts: [{ name: "script", mountPath: "/client" }],
      },
    ],
    volumes: [{ name: "script", configMap: { name: "script" } }],
  },
};
