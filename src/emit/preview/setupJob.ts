import { createHash } from "node:crypto";
import type { Job, JobSpec } from "kubernetes-types/batch/v1.d.ts";
import type { Container, EnvVar, PodSpec } from "kubernetes-types/core/v1.d.ts";
import { previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { parseDuration } from "../../latency/duration.ts";
import type { Labels } from "../common/labelSelector.ts";
import { changeEnv } from "./previewContainer.ts";

/** A failed pod is started anew so often: a database may need a moment to answer. */
const RETRIES = 2;

/** Characters of the longest name. */
const LONGEST = 63;

/** Marks the pods of a setup Job. */
const SETUP_LABEL = "understudy.dev/setup";

/**
 * The Job that prepares what the copy needs of its own: in the copy's environment (ServiceAccount, variables, volumes,
 * nodes), without a sidecar, beside which it would never end. Its name carries a hash of its content, since what a Job
 * does cannot be changed: the same content runs once, another one anew.
 *
 * @param pod the copy's, whose container `main` it is like
 * @param podLabels labels that none of the namespace's Services find
 * @param labels of the Job itself
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
      // Pulumi would go on waiting for a Job that has failed, at every `up`: it makes it anew.
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

/** Takes of the copy's container what a program finds around it, and nothing that serves requests. */
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
