import type { Pod, Service } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { LOADTEST_PORTS } from "../../loadtest/places.ts";
import { WITHOUT_SIDECAR } from "../common/withoutSidecar.ts";
import { dashboardOptions } from "./dashboardOptions.ts";
import { loadTestLabels, NOT_EVICTED } from "./loadTestLabels.ts";
import { masterCommand } from "./locustCommand.ts";
import { LOCUST_PLACE, locustPod } from "./podParts.ts";

/** Returns the pod of Locust's master. It is never started again: a run that lost its master is over. */
export function masterPod(config: LoadTestConfig, names: LoadTestNames): Pod {
  const labels = loadTestLabels(names.master);
  const { dashboard, master, locust } = LOADTEST_PORTS;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: names.master,
      namespace: names.namespace,
      labels: { ...labels, ...WITHOUT_SIDECAR.labels },
      annotations: { ...WITHOUT_SIDECAR.annotations, ...NOT_EVICTED },
    },
    spec: {
      restartPolicy: "Never",
      ...locustPod(config, names, {
        role: config.master,
        container: {
          name: "locust-master",
          command: [...masterCommand(LOCUST_PLACE, config), ...dashboardOptions(config)],
          ports: [dashboard, master, ...locust].map((containerPort) => ({ containerPort })),
          readinessProbe: {
            httpGet: { path: "/state", port: master },
            periodSeconds: 1,
            timeoutSeconds: 5,
            // A master that is busy with a report is not lost.
            failureThreshold: 30,
          },
        },
      }),
    },
  };
}

/** Returns the master's Service for workers and the reporter, and that of the dashboard. */
export function masterServices(names: LoadTestNames): Service[] {
  const { dashboard, master, locust } = LOADTEST_PORTS;
  const ports = [
    ...locust.map((port) => ({ name: `tcp-${port}`, port, targetPort: port })),
    { name: "http-state", port: master, targetPort: master },
  ];
  const web = [{ name: "http", port: dashboard, targetPort: dashboard }];
  return [service(names, names.master, ports), service(names, names.admin, web)];
}

function service(
  { namespace, master }: LoadTestNames,
  name: string,
  ports: { name: string; port: number; targetPort: number }[],
): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels: loadTestLabels(name) },
    spec: {
      selector: { app: master },
      ports: ports.map((port) => ({ ...port, protocol: "TCP" })),
    },
  };
}
