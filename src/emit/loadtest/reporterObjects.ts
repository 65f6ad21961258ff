import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { LOADTEST_FOLDERS, LOADTEST_PORTS } from "../../loadtest/places.ts";
import { BESIDE } from "../../loadtest/reporterStrategy.ts";
import { WITHOUT_SIDECAR } from "../common/withoutSidecar.ts";
import { jobsPod } from "./jobsPod.ts";
import { loadTestLabels, NOT_EVICTED } from "./loadTestLabels.ts";
import { mounted } from "./podParts.ts";

/** Folder and file of Google's credentials, where the stack names a Secret with them. */
const LOGIN = { folder: "/etc/understudy", key: "key.json" };

/** The report of a run that is on is finished and uploaded. */
const GRACE_SECONDS = 120;

/** Returns the Deployment of the reporter. A claim can be mounted by one pod at a time. */
export function reporterDeployment(config: LoadTestConfig, names: LoadTestNames): Deployment {
  const labels = loadTestLabels(names.reporter);
  const { report } = config;
  const port = LOADTEST_PORTS.reporter;
  const isGoogles = report.secret !== undefined && report.bucket?.startsWith("gs://");
  const source =
    report.claim === undefined
      ? { emptyDir: {} }
      : { persistentVolumeClaim: { claimName: report.claim } };
  const login = {
    secret: {
      secretName: report.secret ?? "",
      items: [{ key: LOGIN.key, path: LOGIN.key }],
      optional: true,
    },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: names.reporter, namespace: names.namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: names.reporter } },
      strategy: report.claim === undefined ? BESIDE : { type: "Recreate" },
      template: {
        metadata: {
          labels: { ...labels, ...WITHOUT_SIDECAR.labels },
          annotations: { ...WITHOUT_SIDECAR.annotations, ...NOT_EVICTED },
        },
        spec: {
          ...jobsPod(config, names, {
            command: "report",
            volumes: [
              mounted("reports", LOADTEST_FOLDERS.reports, source),
              ...(isGoogles ? [mounted("login", LOGIN.folder, login, true)] : []),
            ],
            container: {
              name: "locust-reporter",
              ports: [{ containerPort: port }],
              readinessProbe: { httpGet: { path: "/status", port }, periodSeconds: 2 },
              ...(isGoogles && {
                env: [
                  {
                    name: "GOOGLE_APPLICATION_CREDENTIALS",
                    value: `${LOGIN.folder}/${LOGIN.key}`,
                  },
                ],
              }),
              ...(report.secret !== undefined && {
                envFrom: [{ secretRef: { name: report.secret } }],
              }),
            },
          }),
          terminationGracePeriodSeconds: GRACE_SECONDS,
        },
      },
    },
  };
}

export function reporterService({ namespace, reporter }: LoadTestNames): Service {
  const port = LOADTEST_PORTS.reporter;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: reporter, namespace, labels: loadTestLabels(reporter) },
    spec: {
      selector: { app: reporter },
      ports: [{ name: "http", port, targetPort: port, protocol: "TCP" }],
    },
  };
}
