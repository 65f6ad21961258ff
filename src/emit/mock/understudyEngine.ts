import type { Probe } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { slot } from "../../slots.ts";
import type { EnginePod } from "./enginePod.ts";
import { SERVER_FILE } from "./packedServer.ts";

/** Name of the mock's file in the ConfigMap and in the pod. */
export const MOCK_FILE = "mock.json.gz";

/** Directory of both files in the pod. */
const DIRECTORY = "/understudy";

/** Returns the engine `understudy`: an image that contains everything, or a plain Node image with two ConfigMaps. */
export function understudyEngine(config: ServiceConfig): EnginePod {
  const delivery = config.delivery === "image" ? fromImage(config) : fromConfigMaps(config);
  return {
    ...delivery,
    container: {
      ...delivery.container,
      env: [{ name: "PORT", value: String(config.ports.container) }],
      startupProbe: { ...HEALTH, periodSeconds: 1, failureThreshold: 60 },
      // Both probes are patient: under load, a late answer is no reason to remove the pod.
      readinessProbe: { ...HEALTH, periodSeconds: 5, failureThreshold: 3 },
      livenessProbe: { ...HEALTH, periodSeconds: 10, failureThreshold: 6 },
    },
    // The server finishes the requests that it has accepted, which takes at most 25 seconds.
    terminationGracePeriodSeconds: 30,
  };
}

const HEALTH: Probe = {
  httpGet: { path: "/_understudy/healthz", port: "http" },
  timeoutSeconds: 5,
};

function fromImage({ image }: ServiceConfig): Pick<EnginePod, "container" | "volumes"> {
  return { container: { image: image ?? slot("image") }, volumes: [] };
}

function fromConfigMaps(config: ServiceConfig): Pick<EnginePod, "container" | "volumes"> {
  return {
    container: {
      image: config.build.base,
      command: ["node", `${DIRECTORY}/${SERVER_FILE}`, `${DIRECTORY}/${MOCK_FILE}`],
      volumeMounts: [{ name: "understudy", mountPath: DIRECTORY, readOnly: true }],
    },
    volumes: [
      {
        name: "understudy",
        projected: {
          sources: [slot("engineConfigMap"), slot("mockConfigMap")].map((name) => ({
            configMap: { name },
          })),
        },
      },
    ],
  };
}
