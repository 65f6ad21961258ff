import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Container, EnvVar } from "kubernetes-types/core/v1.d.ts";
import type { ControllerConfig } from "../../campaign/controller.ts";
import {
  type ControllerSettings,
  GITHUB_FOLDER,
  PORTS,
  SETTINGS,
} from "../../controller/program/settings.ts";
import { DEFAULT_REPORT_NAME } from "../../reportName.ts";
import { slot } from "../../slots.ts";
import { CONTAINER_SECURITY, POD_SECURITY } from "../common/podSecurity.ts";
import { WITHOUT_SIDECAR } from "../common/withoutSidecar.ts";
import { controllerLabels } from "./controllerLabels.ts";

/** A round of 1,250 copies takes two thirds of a second of a processor and 165 MB, and 270 MB when all are made: docs/performance.md. */
const RESOURCES = {
  limits: { cpu: "500m", memory: "512Mi" },
  requests: { cpu: "50m", memory: "128Mi" },
};

/** The writes under way are done, and the Lease is given back. */
const GRACE_SECONDS = 60;

/** Returns the controller's Deployment. Its image is a slot. Its pods meet the Pod Security Standard `restricted`. */
export function controllerDeployment(config: ControllerConfig): Deployment {
  const { name, namespace, replicas, pullSecrets, github } = config;
  const labels = controllerLabels(config);
  const selector = { matchLabels: { app: name } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector,
      template: {
        metadata: {
          labels: { ...labels, ...WITHOUT_SIDECAR.labels },
          annotations: WITHOUT_SIDECAR.annotations,
        },
        spec: {
          serviceAccountName: name,
          // Else the addresses of all Services of the namespace are variables in each pod.
          enableServiceLinks: false,
          securityContext: POD_SECURITY,
          ...(pullSecrets.length > 0 && {
            imagePullSecrets: pullSecrets.map((name) => ({ name })),
          }),
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: selector,
            },
          ],
          containers: [container(config)],
          volumes: [{ name: "github", secret: { secretName: github.secret } }],
          terminationGracePeriodSeconds: GRACE_SECONDS,
        },
      },
    },
  };
}

function container(config: ControllerConfig): Container {
  const { webhook, image = slot("image") } = config;
  return {
    name: "controller",
    image,
    env: environment(config),
    ports: [
      { name: "http", containerPort: PORTS.http, protocol: "TCP" },
      ...(webhook
        ? [{ name: "webhook", containerPort: PORTS.webhook, protocol: "TCP" as const }]
        : []),
    ],
    startupProbe: {
      httpGet: { path: "/healthz", port: "http" },
      periodSeconds: 1,
      failureThreshold: 60,
    },
    readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 5 },
    livenessProbe: {
      httpGet: { path: "/healthz", port: "http" },
      periodSeconds: 20,
      timeoutSeconds: 5,
    },
    resources: RESOURCES,
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: "github", mountPath: GITHUB_FOLDER, readOnly: true }],
  };
}

function environment(config: ControllerConfig): EnvVar[] {
  const { name, namespace, namespaces, interval, limit, namespaceLimit, webhook, github } = config;
  const settings: ControllerSettings = {
    lease: { namespace, name },
    ...(namespaces && { namespaces }),
    interval,
    limits: { all: limit, namespace: namespaceLimit },
    ...reportOf(github),
    ports: { http: PORTS.http, ...(webhook && { webhook: PORTS.webhook }) },
  };
  const variable = (name: string, value: string | undefined) =>
    value === undefined ? [] : [{ name, value }];
  return [
    { name: SETTINGS, value: JSON.stringify(settings) },
    ...variable("GITHUB_SERVER_URL", github.serverUrl),
    ...variable("GITHUB_API_URL", github.apiUrl),
  ];
}

function reportOf({
  comment = false,
  status = false,
  deployment = false,
  reportAs: name = DEFAULT_REPORT_NAME,
}: ControllerConfig["github"]): Pick<ControllerSettings, "report"> {
  if (!comment && !status && !deployment) return {};
  return { report: { name, comment, status, deployment } };
}
