import type { ContainerPort, Probe } from "kubernetes-types/core/v1.d.ts";
import { type MockPods, portName, portNumber } from "../../campaign/mockPods.ts";
import { slot } from "../../slots.ts";
import type { EnginePod } from "./enginePod.ts";
import { mockFileName } from "./mockFile.ts";
import { SERVER_FILE } from "./packedServer.ts";

/** Directory of the server's and the mocks' files in the pod; in an image the mocks have one of their own. */
const DIRECTORY = "/understudy";
const MOCKS_IN_IMAGE = "/mock";

/**
 * Returns the engine `understudy`: an image that contains everything, or a plain Node image with ConfigMaps.
 *
 * @param configMaps the names that the pods' slots have for them: `engine`, `mock`
 */
export function understudyEngine(pods: MockPods, configMaps: readonly string[]): EnginePod {
  const { config } = pods;
  const delivery = config.delivery === "image" ? fromImage(pods) : fromConfigMaps(pods, configMaps);
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
    ...(config.pods === "shared" && { ports: mockPorts(pods) }),
  };
}

const HEALTH: Probe = {
  httpGet: { path: "/_understudy/healthz", port: "http" },
  timeoutSeconds: 5,
};

/** In shared pods each mock has a port of its own, which its Service leads to. */
function mockPorts({ config, mocks }: MockPods): ContainerPort[] {
  return mocks.map((mock, i) => ({
    name: portName(mock.config),
    containerPort: portNumber(config, i),
    protocol: "TCP",
  }));
}

/** Returns the command that serves one mock's file, or several at ports of their own. */
function commandOf({ config, mocks }: MockPods, directory: string): string[] {
  const files = mocks.map((mock, i) => {
    const file = `${directory}/${mockFileName(mock.config)}`;
    return config.pods === "shared" ? `${portNumber(config, i)}=${file}` : file;
  });
  return ["node", `${DIRECTORY}/${SERVER_FILE}`, ...files];
}

function fromImage(pods: MockPods): Pick<EnginePod, "container" | "volumes"> {
  const { image = slot("image"), pods: kind } = pods.config;
  const command = kind === "shared" && { command: commandOf(pods, MOCKS_IN_IMAGE) };
  return { container: { image, ...command }, volumes: [] };
}

function fromConfigMaps(
  pods: MockPods,
  configMaps: readonly string[],
): Pick<EnginePod, "container" | "volumes"> {
  return {
    container: {
      image: pods.config.build.base,
      command: commandOf(pods, DIRECTORY),
      volumeMounts: [{ name: "understudy", mountPath: DIRECTORY, readOnly: true }],
    },
    volumes: [
      {
        name: "understudy",
        projected: {
          sources: configMaps.map((key) => ({ configMap: { name: slot(`${key}ConfigMap`) } })),
        },
      },
    ],
  };
}
