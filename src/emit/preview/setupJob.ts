import { createHash } from "node:crypto";
import type { Job, JobSpec } from "kubernetes-types/batch/v1.d.ts";
import type { Container, EnvVar, PodSpec } from "kubernetes-types/core/v1.d.ts";
import { previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { parseDuration } from "../../latency/duration.ts";
import type { Labels } from "../common/labelSelector.ts";
import { changeEnv } from "./previewContainer.ts";

/** How often a failed pod is retried: a database may need a moment before it answers. */
const RETRIES = 2;

/** Length of the longest name. */
const LONGEST = 63;

/** Marks the pods of a setup Job. */
const SETUP_LABEL = "understudy.dev/setup";

/**
 * Returns the Job that prepares the copy's own resources, or undefined if the preview has none. It runs in the copy's
 * environment (ServiceAccount, variables, volumes, nodes), but without a sidecar, which would keep it from ending. Its
 * name contains a hash of its content, because a Job's content cannot be changed: the same content runs once, new
 * content runs as a new Job.
 *
 * @param pod the copy's pod, whose container `main` is the pattern for the Job's
 * @param podLabels labels that no Service of the namespace selects
 * @param labels labels of the Job itself
 */
export function setupJob(
  config: PreviewConfig,
  pod: PodSpec,
  main: string | undefined,
  podLabels: Labels,
  labels: Labels,
): Job | undefined {
  const container = pod.containers.find(({ name }) => name === main);
  const { setup, namespace } = config;
  if (setup === undefined || container === undefined) return undefined;
  const { deployment } = previewNames(config);
  const spec: JobSpec = {
    backoffLimit: RETRIES,
    activeDeadlineSeconds: Math.max(1, Math.ceil((parseDuration(setup.timeout) ?? 0) / 1000)),
    template: {
      metadata: {
        labels: { ...podLabels, [SETUP_LABEL]: deployment, "sidecar.istio.io/inject": "false" },
        annotations: { "sidecar.istio.io/inject": "false" },
      },
      spec: setupPod(setup, pod, container),
    },
  };
  const hash = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 8);
  const tail = `-setup-${hash}`;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${deployment.slice(0, LONGEST - tail.length).replace(/-+$/, "")}${tail}`,
      namespace,
      labels,
      // At every `up`, Pulumi would wait for a Job that has failed. With this annotation it replaces the Job.
      annotations: { "pulumi.com/replaceUnready": "true" },
    },
    spec,
  };
}

function setupPod(
  setup: NonNullable<PreviewConfig["setup"]>,
  pod: PodSpec,
  main: Container,
): PodSpec {
  const {
    initContainers: _,
    topologySpreadConstraints: __,
    readinessGates: ___,
    volumes = [],
    ...rest
  } = pod;
  const mounted = new Set((main.volumeMounts ?? []).map(({ name }) => name));
  const devices = new Set((main.volumeDevices ?? []).map(({ name }) => name));
  const used = volumes.filter(({ name }) => mounted.has(name) || devices.has(name));
  return {
    ...rest,
    restartPolicy: "Never",
    containers: [setupContainer(setup, main)],
    ...(used.length > 0 && { volumes: used }),
  };
}

/** Keeps what a program finds in its environment, and drops what serves requests. */
function setupContainer(
  { image, command, env }: NonNullable<PreviewConfig["setup"]>,
  main: Container,
): Container {
  const {
    args: _,
    ports: __,
    lifecycle: ___,
    livenessProbe: ____,
    readinessProbe: _____,
    startupProbe: ______,
    ...rest
  } = main;
  const variables: EnvVar[] = changeEnv(main.env ?? [], env);
  return {
    ...rest,
    name: "setup",
    ...(image !== undefined && { image }),
    command,
    ...(variables.length > 0 && { env: variables }),
  };
}
