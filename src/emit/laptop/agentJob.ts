import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { Container } from "kubernetes-types/core/v1.d.ts";
import { PROBE_PORT, SETTINGS } from "../../laptop/agent/settings.ts";
import { ACCOUNT_FOLDER } from "../../laptop/agent/withdraw.ts";
import { CONTAINER_SECURITY, POD_SECURITY } from "../common/podSecurity.ts";
import { type AgentPlan, HOLDER } from "./agentPlan.ts";

/** An agent that carries nothing takes 45 MB. */
const RESOURCES = {
  limits: { memory: "256Mi" },
  requests: { cpu: "10m", memory: "64Mi" },
};

/** More than the agent needs to end by itself. */
const DEADLINE_SECONDS = 60;

/** The first port that every user may listen at, and the setting by which all are so: a safe one, which `restricted` allows. */
const FIRST_FREE_PORT = 1024;
const UNPRIVILEGED = [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }];

/** Moved or killed so often, and it is still made again. */
const RESTARTS = 1000;

/**
 * Returns the agent's Job. It needs no rights to remove itself: when its program ends, Kubernetes removes the Job, and
 * everything that belongs to it. Nothing else has to be there for it to start, so that what is interrupted while it is made
 * ends by itself too.
 */
export function agentJob(plan: AgentPlan, labels: Record<string, string>): Job {
  const { settings, origin, holder } = plan;
  const isPrivileged = settings.intercept?.ports.some(({ listen }) => listen < FIRST_FREE_PORT);
  const { name, namespace } = settings;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels, annotations: { [HOLDER]: holder } },
    spec: {
      backoffLimit: RESTARTS,
      activeDeadlineSeconds: Math.ceil((settings.ttl ?? 0) / 1000) + DEADLINE_SECONDS,
      ttlSecondsAfterFinished: 0,
      template: {
        metadata: { labels: { ...origin.labels, ...labels }, annotations: origin.annotations },
        spec: {
          restartPolicy: "OnFailure",
          serviceAccountName: origin.serviceAccountName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: origin.imagePullSecrets,
          securityContext: { ...POD_SECURITY, ...(isPrivileged && { sysctls: UNPRIVILEGED }) },
          terminationGracePeriodSeconds: 5,
          containers: [container(plan)],
          // It comes a moment after the pod, and is needed at its end.
          volumes: [{ name: "account", secret: { secretName: name, optional: true } }],
        },
      },
    },
  };
}

function container({ settings, image, program }: AgentPlan): Container {
  return {
    name: "agent",
    image,
    command: ["node", "--input-type=module", "-e", program],
    env: [{ name: SETTINGS, value: JSON.stringify(settings) }],
    ports: (settings.intercept?.ports ?? []).map(({ podPort, listen }) => ({
      ...(podPort !== undefined && { name: podPort }),
      ...{ containerPort: listen, protocol: "TCP" },
    })),
    readinessProbe: { httpGet: { path: "/readyz", port: PROBE_PORT }, periodSeconds: 1 },
    livenessProbe: {
      httpGet: { path: "/healthz", port: PROBE_PORT },
      periodSeconds: 20,
      timeoutSeconds: 5,
    },
    resources: RESOURCES,
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: "account", mountPath: ACCOUNT_FOLDER, readOnly: true }],
  };
}
