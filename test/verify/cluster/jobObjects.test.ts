import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { jobConfigMap, verifyJob } from "../../../src/verify/cluster/jobObjects.ts";
import type { Prepared } from "../../../src/verify/verification.ts";

const prepared: Prepared = {
  stack: "stg",
  settings: {
    rate: 50,
    tolerance: { share: 0.05, tail: 0.1, leastMs: 2 },
    maxSeconds: 600,
    confidence: 0.95,
  },
  services: [],
  questions: [],
  notAsked: [],
};
const place = { name: "understudy-verify-abcdef", namespace: "shop-prism-mock", isInMesh: true };
const mockPod = {
  metadata: {
    labels: { app: "payments-prism-mock", "istio.io/rev": "1-31-0" },
    annotations: {
      "sidecar.istio.io/proxyCPU": "10m",
      "sidecar.istio.io/status": "{}",
      "proxy.istio.io/config": '{"terminationDrainDuration":"30s"}',
    },
  },
  spec: {
    serviceAccountName: "understudy",
    imagePullSecrets: [{ name: "registry" }],
    securityContext: { runAsUser: 1000 },
    containers: [
      { name: "istio-proxy", image: "proxy" },
      {
        name: "payments-prism-mock",
        image: "mock@sha256:1",
        securityContext: { readOnlyRootFilesystem: true },
      },
    ],
  },
};

test("the Job's pod is made like a mock's, with the same sidecar", () => {
  const { spec } = verifyJob(prepared, place, mockPod);
  expect(spec?.template.metadata).toEqual({
    labels: {
      app: place.name,
      "app.kubernetes.io/managed-by": "understudy",
      "understudy.dev/stack": "stg",
      "sidecar.istio.io/inject": "true",
      "istio.io/rev": "1-31-0",
    },
    annotations: {
      "sidecar.istio.io/proxyCPU": "10m",
      "sidecar.istio.io/inject": "true",
      "proxy.istio.io/config": '{"holdApplicationUntilProxyStarts":true}',
    },
  });
  expect(spec?.template.spec).toMatchObject({
    restartPolicy: "Never",
    serviceAccountName: "understudy",
    imagePullSecrets: [{ name: "registry" }],
    securityContext: { runAsUser: 1000 },
    containers: [
      {
        image: "mock@sha256:1",
        command: ["node", "/understudy/server.mjs", "/understudy/prepared.json.gz"],
        securityContext: { readOnlyRootFilesystem: true },
      },
    ],
  });
});

test("the cluster ends and removes a Job that nobody waits for", () => {
  expect(verifyJob(prepared, place, mockPod).spec).toMatchObject({
    backoffLimit: 0,
    activeDeadlineSeconds: 900,
    ttlSecondsAfterFinished: 600,
  });
});

test("without a mesh there is no sidecar", () => {
  const { spec } = verifyJob(prepared, { ...place, isInMesh: false }, mockPod);
  expect(spec?.template.metadata?.labels?.["sidecar.istio.io/inject"]).toBe("false");
  expect(spec?.template.metadata).not.toHaveProperty("annotations");
});

test("the ConfigMap has the program and what it asks", () => {
  const { binaryData, data } = jobConfigMap(prepared, "program", place);
  expect(Object.keys({ ...data, ...binaryData })).toEqual([
    "server.mjs",
    "server.mjs.br",
    "prepared.json.gz",
  ]);
  const file = Buffer.from(binaryData?.["prepared.json.gz"] ?? "", "base64");
  expect(JSON.parse(gunzipSync(file).toString())).toEqual(prepared);
});
