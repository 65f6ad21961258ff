import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { LOADTEST_PORTS } from "../../loadtest/places.ts";
import { slot } from "../../slots.ts";
import { revisionLabel } from "../common/revisionLabel.ts";
import { WITHOUT_SIDECAR } from "../common/withoutSidecar.ts";
import { loadTestLabels, NOT_EVICTED, WITH_SIDECAR } from "./loadTestLabels.ts";
import { workerCommand } from "./locustCommand.ts";
import { LOCUST_PLACE, locustPod } from "./podParts.ts";

/** How long a worker that is removed waits for its users. */
const GRACE_SECONDS = 10;

/**
 * Returns the Deployment of Locust's workers. Deleting it ends its pods, whether their sidecars are native ones or not.
 *
 * @param revision what `istio.revision: auto` resolved to, or empty if unknown
 */
export function workerDeployment(
  config: LoadTestConfig,
  names: LoadTestNames,
  revision: string,
): Deployment {
  const labels = loadTestLabels(names.worker);
  const sidecar = config.sidecar ? sidecarMetadata(config, revision) : WITHOUT_SIDECAR;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: names.worker, namespace: names.namespace, labels },
    spec: {
      // `manifestText` writes it as a number.
      replicas: slot("WORKER_NUM") as unknown as number,
      selector: { matchLabels: { app: names.worker } },
      // Old and new workers together would be more than the master was told to wait for.
      strategy: { type: "Recreate" },
      template: {
        metadata: {
          labels: { ...labels, ...sidecar.labels },
          annotations: { ...sidecar.annotations, ...NOT_EVICTED },
        },
        spec: {
          ...locustPod(config, names, {
            role: config.worker,
            container: {
              name: "locust-worker",
              command: workerCommand(
                LOCUST_PLACE,
                `${names.master}.${names.namespace}.svc.cluster.local`,
              ),
            },
          }),
          terminationGracePeriodSeconds: GRACE_SECONDS,
        },
      },
    },
  };
}

/** Locust's own protocol stays outside of the mesh, where the master is, and no load begins before the sidecar is ready. */
function sidecarMetadata(config: LoadTestConfig, revision: string) {
  return {
    labels: {
      ...WITH_SIDECAR.labels,
      ...(config.createNamespace ? {} : revisionLabel(config, revision)),
    },
    annotations: {
      ...WITH_SIDECAR.annotations,
      "traffic.sidecar.istio.io/excludeOutboundPorts": LOADTEST_PORTS.locust.join(","),
      "proxy.istio.io/config": '{"holdApplicationUntilProxyStarts":true}',
    },
  };
}
