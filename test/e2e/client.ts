import { join } from "node:path";
import type { ClientAnswer, ClientTask } from "./clientScript.ts";
import { kubectl, run } from "./run.ts";

const NAMESPACE = "understudy-e2e-client";
const SCRIPT = join(import.meta.dirname, "clientScript.ts");

/** A pod that calls mocks from inside the cluster, by their DNS names. */
export interface Client {
  send(task: ClientTask): Promise<ClientAnswer[]>;
  remove(): Promise<void>;
}

export async function startClient(): Promise<Client> {
  await removeClient();
  await kubectl("create", "namespace", NAMESPACE);
  await kubectl("create", "configmap", "script", "-n", NAMESPACE, `--from-file=${SCRIPT}`);
  await run("kubectl", ["apply", "-n", NAMESPACE, "-f", "-"], { input: JSON.stringify(POD) });
  await kubectl("wait", "--for=condition=Ready", "pod/client", "-n", NAMESPACE, "--timeout=120s");
  const exec = ["exec", "-i", "client", "-n", NAMESPACE, "--", "node", "/client/clientScript.ts"];
  return {
    async send(task) {
      return JSON.parse(await run("kubectl", exec, { input: JSON.stringify(task) }));
    },
    remove: removeClient,
  };
}

async function removeClient(): Promise<void> {
  await kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=120s");
}

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "client" },
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
