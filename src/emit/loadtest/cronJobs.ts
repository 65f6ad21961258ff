import type { CronJob } from "kubernetes-types/batch/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { jobsPod } from "./jobsPod.ts";
import { loadTestLabels, WITHOUT_SIDECAR } from "./loadTestLabels.ts";

/** The 31st of February. */
const NEVER = "0 0 31 2 *";

/** A week: the log says where a run's report is. */
const KEPT_SECONDS = 7 * 24 * 3_600;

/**
 * Returns one of the CronJobs, which a console's button runs. It is suspended, and its date never comes. Kubernetes never
 * starts its pod a second time.
 */
export function cronJob(
  config: LoadTestConfig,
  names: LoadTestNames,
  command: "setup" | "cleanup",
): CronJob {
  const name = names[command];
  const labels = loadTestLabels(name);
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name, namespace: names.namespace, labels },
    spec: {
      schedule: NEVER,
      suspend: true,
      concurrencyPolicy: "Forbid",
      jobTemplate: {
        metadata: { labels },
        spec: {
          backoffLimit: 0,
          ttlSecondsAfterFinished: KEPT_SECONDS,
          template: {
            metadata: {
              labels: { ...labels, ...WITHOUT_SIDECAR.labels },
              annotations: WITHOUT_SIDECAR.annotations,
            },
            spec: {
              restartPolicy: "Never",
              ...jobsPod(config, names, { command, container: { name: `loadtest-${command}` } }),
            },
          },
        },
      },
    },
  };
}
