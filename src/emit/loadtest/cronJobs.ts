import type { CronJob } from "kubernetes-types/batch/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { WITHOUT_SIDECAR } from "../common/withoutSidecar.ts";
import { jobsPod } from "./jobsPod.ts";
import { loadTestLabels } from "./loadTestLabels.ts";

/** The 31st of February. */
const NEVER = "0 0 31 2 *";

/** A week: the log says where a run's report is. */
const KEPT_SECONDS = 7 * 24 * 3_600;

/**
 * A job whose pod never starts, because of a quota or a ConfigMap that is gone, ends with this. It is longer than all that
 * the jobs wait for themselves.
 */
const DEADLINE_SECONDS = 900;

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
          activeDeadlineSeconds: DEADLINE_SECONDS + secondsOfRun(config, command),
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

/** A headless set-up makes a whole run. */
function secondsOfRun({ headless, run }: LoadTestConfig, command: "setup" | "cleanup"): number {
  if (!headless || command === "cleanup") return 0;
  const stages = run.stages?.reduce((sum, { seconds }) => sum + seconds, 0);
  return stages ?? run.runTimeSeconds ?? 0;
}
