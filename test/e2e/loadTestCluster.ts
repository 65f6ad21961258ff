import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { CronJob, Job } from "kubernetes-types/batch/v1.d.ts";
import { loadTestImageBuilds } from "../../src/emit/loadtest/loadTestImageBuilds.ts";
import { loadTestObjects } from "../../src/emit/loadtest/loadTestObjects.ts";
import { manifestText } from "../../src/emit/loadtest/manifestText.ts";
import { loadTestPrograms } from "../../src/emit/loadtest/programs.ts";
import { LOCUST_VERSION } from "../../src/locustVersion.ts";
import { fillSlots } from "../../src/slots.ts";
import { campaignOf } from "../config/stack.ts";
import { getObjects, kubectl, run } from "./run.ts";

/** With Node as its base, the image of Locust serves the jobs, too. */
const IMAGES = {
  locust: { build: { base: "node:24-slim", locust: LOCUST_VERSION, packages: [] } },
  jobs: { image: "" },
};

/**
 * Builds the image of Locust as a stack declares it, if the registry does not have it, and returns its name with its digest.
 */
export async function locustImage(registry: string): Promise<string> {
  const repository = `${registry}/understudy-e2e-locust`;
  const image = `${repository}:${LOCUST_VERSION}`;
  const named = async () => {
    const printed = await run("docker", ["buildx", "imagetools", "inspect", image]);
    return `${repository}@${/^Digest: +(\S+)/m.exec(printed)?.[1]}`;
  };
  const found = await named().catch(() => undefined);
  if (found !== undefined) return found;
  const [build] = loadTestImageBuilds({ images: IMAGES }, "e2e");
  if (build === undefined) throw new Error("the stack builds an image of Locust");
  const { buildArgs, labels, dockerfile: input } = build;
  // Builders without a network of their own have the machine's.
  const options = ["--push", "--network=host", "-q", `--tag=${image}`];
  const args = Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`);
  const labelled = Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`);
  await run("docker", ["buildx", "build", ...options, ...args, ...labelled, "-"], { input });
  return named();
}

/** Applies what a stack declares for a load test, and returns the ConfigMaps' names. */
export async function applyLoadTest(
  settings: Record<string, unknown>,
  { image, scripts }: { image: string; scripts: Record<string, string> },
): Promise<void> {
  const loadtest = { images: { locust: { image }, jobs: { image } }, ...settings };
  const yaml = JSON.stringify({ defaults: { registry: "none" }, loadtests: [loadtest] });
  const [config] = campaignOf(yaml).loadtests ?? [];
  if (config === undefined) throw new Error("the stack has no load test");
  const planned = loadTestObjects(config, {
    ...{ stack: "e2e", revision: "", mocks: [] },
    scripts: { data: scripts, binaryData: {} },
    programs: loadTestPrograms,
  });
  const images = { locustImage: image, jobsImage: image };
  const locustManifest = manifestText(fillSlots(planned.manifest, images));
  const objects = Object.values(planned.objects).flat();
  const items = objects.map((object) => fillSlots(object, { ...images, locustManifest }));
  await run("kubectl", ["apply", "--server-side", "--force-conflicts", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  });
}

export interface Click {
  job: string;
  /** Of the job's container. */
  exitCode: number;
  log: string;
}

/**
 * Makes a Job of a CronJob as consoles do: its template, with an owner reference and an annotation.
 *
 * @param as a user who may only do that
 */
export async function click(namespace: string, cronJob: string, as: string[] = []): Promise<Click> {
  const found: CronJob = JSON.parse(
    await kubectl("get", "cronjob", cronJob, "-n", namespace, "-o", "json"),
  );
  const job = `${cronJob}-${randomBytes(3).toString("hex")}`;
  const { metadata: template, spec } = found.spec?.jobTemplate ?? {};
  const made: Job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: job,
      namespace,
      ...(template?.labels && { labels: template.labels }),
      annotations: { ...template?.annotations, "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [
        {
          ...{ apiVersion: "batch/v1", kind: "CronJob", name: cronJob, controller: true },
          uid: found.metadata?.uid ?? "",
        },
      ],
    },
    ...(spec && { spec }),
  };
  await run("kubectl", ["create", "-f", "-", ...as], { input: JSON.stringify(made) });
  return ended(namespace, job);
}

async function ended(namespace: string, job: string): Promise<Click> {
  for (;;) {
    const pods = await getObjects("pods", "-n", namespace, "-l", `job-name=${job}`);
    const [pod] = pods as (Pod | undefined)[];
    const exitCode = pod?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode;
    if (exitCode !== undefined) {
      return { job, exitCode, log: await kubectl("logs", `job/${job}`, "-n", namespace) };
    }
    await setTimeout(250);
  }
}

interface Pod {
  status?: {
    containerStatuses?: { state?: { terminated?: { exitCode: number } } }[];
  };
}

/** Asks until an answer fits, and returns it. The test's own timeout ends it. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && fits(answer)) return answer;
    await setTimeout(250);
  }
}

/** Returns what is in the namespace but for finished Jobs, the target, and what Kubernetes makes by itself. */
export async function objectsOf(namespace: string): Promise<string[]> {
  const kinds = "deployments,pods,services,configmaps,secrets,cronjobs,leases,roles,rolebindings";
  const objects = await getObjects(kinds, "-n", namespace);
  return objects
    .map(({ kind, metadata: { name } }) => `${kind} ${name}`)
    .filter((name) => !/^Pod (loadtest-|target)|kube-root-ca|istio-ca/.test(name))
    .sort();
}

export async function addressOf(service: string, namespace: string): Promise<string> {
  return kubectl("get", "service", service, "-n", namespace, "-o", "jsonpath={.spec.clusterIP}");
}

/** The images have Python, Node and Locust. Pods ask for little, since several test files share the machine. */
export const SMALL = { resources: { requests: { cpu: "10m", memory: "64Mi" } } };

/** Returns a service under test whose pod is this program for Node, and its Service. */
export function targetOf(namespace: string, program: string): object[] {
  const app = "target";
  const container = { name: app, image: "node:24-slim", command: ["node", "-e", program] };
  const resources = { requests: { cpu: "10m" } };
  return [
    {
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: app, namespace } },
      spec: {
        selector: { matchLabels: { app } },
        template: {
          metadata: { labels: { app } },
          spec: {
            containers: [{ ...container, resources }],
            terminationGracePeriodSeconds: 1,
          },
        },
      },
    },
    {
      ...{ apiVersion: "v1", kind: "Service", metadata: { name: app, namespace } },
      spec: { selector: { app }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
    },
  ];
}

/** Returns a manifest as people write it by hand: Locust itself, without what Understudy adds. */
export function plainManifest(namespace: string, image: string): string {
  const volumes = [{ name: "scripts", configMap: { name: "locust-scripts" } }];
  const podOf = (name: string, ...options: string[]) => ({
    volumes,
    containers: [
      {
        ...{ name, image, resources: SMALL.resources },
        command: ["locust", "-f", "/var/loadtest/script.py", ...options],
        volumeMounts: [{ name: "scripts", mountPath: "/var/loadtest" }],
      },
    ],
  });
  const named = (app: string) => ({ name: app, namespace, labels: { app } });
  const [master, worker] = ["locust-master", "locust-worker"] as const;
  const template = {
    metadata: { labels: { app: worker } },
    spec: podOf(worker, "--worker", "--master-host", master),
  };
  const documents = [
    { apiVersion: "v1", kind: "Pod", metadata: named(master), spec: podOf(master, "--master") },
    {
      ...{ apiVersion: "v1", kind: "Service", metadata: named(master) },
      spec: { selector: { app: master }, ports: [{ port: 5557 }] },
    },
    {
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: named(worker) },
      spec: { replicas: 1, selector: { matchLabels: { app: worker } }, template },
    },
  ];
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}
