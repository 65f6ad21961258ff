import { gzipSync } from "node:zlib";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { ConfigMap, Pod } from "kubernetes-types/core/v1.d.ts";
import { stackLabels } from "../../emit/common/stackLabels.ts";
import { packServer, SERVER_FILE } from "../../emit/mock/packedServer.ts";
import { ISTIO_PROXY } from "../../istioProxy.ts";
import type { Prepared } from "../verification.ts";

const DIRECTORY = "/understudy";
const PREPARED_FILE = "prepared.json.gz";

/** Name of the container that asks. */
export const VERIFIER = "verify";

/** After its end the Job stays this long if nobody removes it, so that its log can be read by hand. */
const SECONDS_KEPT = 600;

/** For pulling the image, the sidecar, the trials and requests that are under way in the end. */
const SECONDS_AROUND = 300;

export interface JobPlace {
  /** `understudy-verify-x7k2p` */
  name: string;
  namespace: string;
  /** Whether callers have sidecars, so that this one needs one, too. */
  isInMesh: boolean;
}

/** Returns the ConfigMap with the program and what it asks. */
export function jobConfigMap(
  prepared: Prepared,
  bundle: string,
  { name, namespace }: JobPlace,
): ConfigMap {
  const { data, binaryData } = packServer(bundle);
  const file = gzipSync(JSON.stringify(prepared), { level: 9 });
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels: stackLabels(prepared.stack) },
    data,
    binaryData: { ...binaryData, [PREPARED_FILE]: file.toString("base64") },
  };
}

/**
 * Returns the Job that asks the mocks as any caller in the mesh does. Its pod is made like a running pod of a mock: the
 * image has Node and can be pulled there, and the namespace admits it.
 */
export function verifyJob({ stack, settings }: Prepared, place: JobPlace, mockPod: Pod): Job {
  const { name, namespace, isInMesh } = place;
  const spec = mockPod.spec;
  const container = spec?.containers.find((one) => one.name !== ISTIO_PROXY);
  const labels = { ...stackLabels(stack), app: name };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels },
    spec: {
      backoffLimit: 0,
      ttlSecondsAfterFinished: SECONDS_KEPT,
      ...(settings.maxSeconds !== undefined && {
        activeDeadlineSeconds: Math.ceil(settings.maxSeconds) + SECONDS_AROUND,
      }),
      template: {
        metadata: injectionOf(mockPod, labels, isInMesh),
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          ...(spec?.serviceAccountName && { serviceAccountName: spec.serviceAccountName }),
          ...(spec?.imagePullSecrets && { imagePullSecrets: spec.imagePullSecrets }),
          ...(spec?.securityContext && { securityContext: spec.securityContext }),
          ...(spec?.nodeSelector && { nodeSelector: spec.nodeSelector }),
          ...(spec?.affinity && { affinity: spec.affinity }),
          containers: [
            {
              name: VERIFIER,
              image: container?.image ?? "",
              ...(container?.imagePullPolicy && { imagePullPolicy: container.imagePullPolicy }),
              command: ["node", `${DIRECTORY}/${SERVER_FILE}`, `${DIRECTORY}/${PREPARED_FILE}`],
              volumeMounts: [{ name: "understudy", mountPath: DIRECTORY, readOnly: true }],
              // Without a limit of the CPU: a client that is slowed down measures itself.
              resources: {
                requests: { cpu: "100m", memory: "128Mi" },
                limits: { memory: "512Mi" },
              },
              ...(container?.securityContext && { securityContext: container.securityContext }),
            },
          ],
          volumes: [{ name: "understudy", configMap: { name } }],
        },
      },
    },
  };
}

/** Returns the metadata by which Istio's injector gives the pod the same sidecar as the mock has. */
function injectionOf({ metadata }: Pod, labels: Record<string, string>, isInMesh: boolean) {
  if (!isInMesh) return { labels: { ...labels, "sidecar.istio.io/inject": "false" } };
  const revision = metadata?.labels?.["istio.io/rev"];
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(([key]) =>
    /^(sidecar|traffic\.sidecar)\.istio\.io\/(proxy|includeOutbound)/.test(key),
  );
  return {
    labels: {
      ...labels,
      "sidecar.istio.io/inject": "true",
      ...(revision !== undefined && { "istio.io/rev": revision }),
    },
    annotations: {
      ...Object.fromEntries(annotations),
      "sidecar.istio.io/inject": "true",
      // The first request must find the sidecar ready.
      "proxy.istio.io/config": '{"holdApplicationUntilProxyStarts":true}',
    },
  };
}
