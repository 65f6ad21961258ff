import type { Container, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { LOADTEST_FOLDERS } from "../../loadtest/places.ts";
import { slot } from "../../slots.ts";
import { CONTAINER_SECURITY } from "../common/podSecurity.ts";
import { JOBS_FILE } from "./packedJobs.ts";
import { mounted, podParts, TEMPORARY } from "./podParts.ts";

type Mounted = typeof TEMPORARY;

/** Returns a pod that runs the program of the load test with the rights of its ServiceAccount. */
export function jobsPod(
  config: LoadTestConfig,
  names: LoadTestNames,
  { command, volumes = [], container }: Jobs,
): PodSpec {
  const { program } = LOADTEST_FOLDERS;
  const parts = [
    mounted("programs", program, { configMap: { name: names.programs } }, true),
    TEMPORARY,
    ...volumes,
  ];
  return {
    serviceAccountName: names.serviceAccount,
    ...podParts(config),
    containers: [
      {
        image: slot("jobsImage"),
        command: ["node", `${program}/${JOBS_FILE}`, command],
        resources: {
          limits: { memory: "512Mi" },
          requests: { cpu: "50m", memory: "128Mi" },
        },
        ...container,
        securityContext: CONTAINER_SECURITY,
        volumeMounts: parts.map(({ mount }) => mount),
      },
    ],
    volumes: parts.map(({ volume }) => volume),
  };
}

interface Jobs {
  command: "setup" | "cleanup" | "report";
  volumes?: Mounted[];
  container: Pick<Container, "name"> & Partial<Container>;
}
