import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";

/** The namespace that the bench makes and removes. */
export const NAMESPACE = "e2e-numbers";

export function kubectl(args: readonly string[], input = ""): string {
  return execFileSync("kubectl", ["-n", NAMESPACE, ...args], { encoding: "utf8", input }).trim();
}

const metadata = { name: "payments", namespace: NAMESPACE, labels: { app: "payments" } };
const image = "node:24-slim";

/** The origin: with a sidecar, and a VirtualService that may be taken over. */
const ORIGIN = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: metadata.labels },
      template: {
        metadata: {
          labels: metadata.labels,
          annotations: { "sidecar.istio.io/proxyCPU": "10m" },
        },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "app",
              image,
              command: [
                "node",
                "-e",
                'require("http").createServer((_, a) => a.end("origin")).listen(8080)',
              ],
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: metadata.labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { ...metadata, annotations: { "understudy.dev/take-over": "true" } },
    spec: { hosts: ["payments"], http: [{ route: [{ destination: { host: "payments" } }] }] },
  },
];

export function makeOrigin(): void {
  removeOrigin();
  const labels = { "istio-injection": "enabled" };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE, labels } };
  kubectl(["create", "-f", "-"], JSON.stringify(namespace));
  kubectl(["create", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: ORIGIN }));
  kubectl(["rollout", "status", "deployment/payments", "--timeout=180s"]);
}

export function removeOrigin(): void {
  kubectl(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=120s"]);
}

/** Returns the seconds that Kubernetes takes for a pod with a sidecar whose only container is ready as soon as it answers. */
export function secondsOfPod(): number {
  const template = ORIGIN[0]?.spec.template as { spec: object; metadata: object };
  const pod = { apiVersion: "v1", kind: "Pod", ...template };
  const began = performance.now();
  kubectl(
    ["create", "-f", "-"],
    JSON.stringify({
      ...pod,
      metadata: { ...template.metadata, name: "peer", labels: { app: "peer" } },
    }),
  );
  kubectl(["wait", "pod/peer", "--for=condition=Ready", "--timeout=120s"]);
  const seconds = (performance.now() - began) / 1000;
  kubectl(["delete", "pod", "peer", "--wait=false"]);
  return seconds;
}

/** What a process costs. */
export interface Cost {
  /** Processor time used so far, in seconds. */
  cpu: number;
  /** Resident memory now and at its highest since the last `reset`, in MB. */
  memory: number;
  peak: number;
  descriptors: number;
}

/** A process whose costs are read. */
export interface Measured {
  cost(): Cost;
  /** Forgets the highest memory. */
  reset(): void;
}

export function processOf(pid: number): Measured {
  return {
    cost: () => costOf((command) => execFileSync("sh", ["-c", command], { encoding: "utf8" }), pid),
    reset: () => writeFileSync(`/proc/${pid}/clear_refs`, "5"),
  };
}

/** The agent's program, which is the first process of its container. */
export function processOfAgent(pod: string): Measured {
  const exec = (command: string) =>
    kubectl(["exec", pod, "-c", "agent", "--", "sh", "-c", command]);
  return { cost: () => costOf(exec, 1), reset: () => exec("echo 5 > /proc/1/clear_refs") };
}

function costOf(run: (command: string) => string, pid: number): Cost {
  const text = run(
    `cat /proc/${pid}/stat /proc/${pid}/status; echo fds: $(ls /proc/${pid}/fd | wc -l)`,
  );
  const words = text.slice(text.indexOf(") ") + 2).split(" ");
  const figure = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]);
  return {
    cpu: (Number(words[11]) + Number(words[12])) / 100,
    memory: figure("VmRSS") / 1024,
    peak: figure("VmHWM") / 1024,
    descriptors: figure("fds"),
  };
}

/** The peer: the same server in the agent's pod, reached by `kubectl port-forward`. */
export async function forwardedServer(pod: string): Promise<{
  port: number;
  forward: Measured;
  stop(): void;
}> {
  const text = readFileSync(`${import.meta.dirname}/laptopServer.ts`, "utf8");
  const node = ["node", "--input-type=module-typescript", "-e", text, "9999"];
  const server = spawn("kubectl", [
    "exec",
    "-i",
    pod,
    "-n",
    NAMESPACE,
    "-c",
    "agent",
    "--",
    ...node,
  ]);
  server.stderr.pipe(process.stderr);
  await answered(server);
  const forward = spawn("kubectl", ["port-forward", `pod/${pod}`, "-n", NAMESPACE, ":9999"]);
  forward.stderr.pipe(process.stderr);
  const line = await answered(forward);
  return {
    port: Number(/127\.0\.0\.1:(\d+)/.exec(line)?.[1]),
    forward: processOf(forward.pid ?? 0),
    stop() {
      forward.kill();
      server.kill();
    },
  };
}

async function answered(child: ChildProcessWithoutNullStreams): Promise<string> {
  const ended = once(child, "exit").then(() => {
    throw new Error(`${child.spawnargs.slice(0, 3).join(" ")} has ended`);
  });
  const [line] = await Promise.race([once(child.stdout, "data"), ended]);
  return String(line);
}
