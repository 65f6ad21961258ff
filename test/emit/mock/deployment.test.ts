import { expect, test } from "vitest";
import type { ServiceConfig } from "../../../src/campaign/campaign.ts";
import { ownPods } from "../../../src/campaign/mockPods.ts";
import { mockDeployment } from "../../../src/emit/mock/deployment.ts";
import { understudyEngine } from "../../../src/emit/mock/understudyEngine.ts";
import { slot } from "../../../src/slots.ts";
import { CONFIG, LABELS, loadedMock, tableOf } from "../fixture.ts";

const deploymentOf = (config: Partial<ServiceConfig> = {}) => {
  const whole = { ...CONFIG, ...config };
  const pods = ownPods(loadedMock(tableOf([]), { routes: {} }, whole));
  return mockDeployment(whole, understudyEngine(pods, ["engine", "mock"]), "1-24-3");
};
const podOf = (config: Partial<ServiceConfig>) => deploymentOf(config).spec?.template;

test("by default it is one pod with a sidecar, which passes the restricted standard", () => {
  expect(deploymentOf()).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "payments-prism-mock", namespace: "shop-prism-mock", labels: LABELS },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "payments-prism-mock" } },
      template: {
        metadata: {
          labels: { ...LABELS, "sidecar.istio.io/inject": "true" },
          annotations: {
            "sidecar.istio.io/inject": "true",
            "sidecar.istio.io/proxyCPU": "100m",
            "sidecar.istio.io/proxyMemory": "128Mi",
            "sidecar.istio.io/proxyCPULimit": "500m",
            "sidecar.istio.io/proxyMemoryLimit": "512Mi",
            "traffic.sidecar.istio.io/includeOutboundIPRanges": "*",
            "proxy.istio.io/config": '{"terminationDrainDuration":"30s"}',
          },
        },
        spec: {
          serviceAccountName: slot("serviceAccount"),
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "payments-prism-mock",
              image: slot("image"),
              env: [{ name: "PORT", value: "8080" }],
              ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
              lifecycle: { preStop: { sleep: { seconds: 3 } } },
              startupProbe: {
                httpGet: { path: "/_understudy/healthz", port: "http" },
                timeoutSeconds: 5,
                periodSeconds: 1,
                failureThreshold: 60,
              },
              readinessProbe: {
                httpGet: { path: "/_understudy/healthz", port: "http" },
                timeoutSeconds: 5,
                periodSeconds: 5,
                failureThreshold: 3,
              },
              livenessProbe: {
                httpGet: { path: "/_understudy/healthz", port: "http" },
                timeoutSeconds: 5,
                periodSeconds: 10,
                failureThreshold: 6,
              },
              resources: {
                limits: { cpu: "500m", memory: "256Mi" },
                requests: { cpu: "500m", memory: "256Mi" },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: true,
              },
            },
          ],
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  });
});

test("delivered by ConfigMap, a plain Node image runs the server beside its file", () => {
  const pod = podOf({ delivery: "configMap" })?.spec;
  const { image, command, volumeMounts } = pod?.containers[0] ?? {};
  expect({ image, command, volumeMounts, volumes: pod?.volumes }).toEqual({
    image: "node:24-slim",
    command: ["node", "/understudy/server.mjs", "/understudy/mock.json.gz"],
    volumeMounts: [{ name: "understudy", mountPath: "/understudy", readOnly: true }],
    volumes: [
      {
        name: "understudy",
        projected: {
          sources: [
            { configMap: { name: slot("engineConfigMap") } },
            { configMap: { name: slot("mockConfigMap") } },
          ],
        },
      },
    ],
  });
});

test("without Istio the pods say nothing to it", () => {
  expect(podOf({ istio: { enabled: false, revision: "none" } })?.metadata).toEqual({
    labels: LABELS,
  });
});

test("a sidecar that is off is refused by name", () => {
  const quantities = { cpu: "500m", memory: "512Mi" };
  const sidecar = { inject: false, limits: quantities, requests: quantities };
  expect(podOf({ sidecar })?.metadata).toEqual({
    labels: { ...LABELS, "sidecar.istio.io/inject": "false" },
  });
});

test.each([
  ["found", { namespace: "shop", createNamespace: false }],
  ["adopted", { adopt: true }],
])("in a namespace that is %s the pods name the revision", (_, config) => {
  expect(podOf(config)?.metadata?.labels?.["istio.io/rev"]).toBe("1-24-3");
});

test("a ready image is run as it is", () => {
  const image = "registry.example.com/payments@sha256:0";
  expect(podOf({ image })?.spec?.containers[0]?.image).toBe(image);
});

test("the autoscaler owns the number of replicas", () => {
  const spec = deploymentOf({ autoscaling: { min: 1, max: 3, cpu: "70%" } }).spec;
  expect(spec).not.toHaveProperty("replicas");
});

test("requests are the limits where they are not given", () => {
  const resources = { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "200m" } };
  expect(podOf({ resources })?.spec?.containers[0]?.resources).toEqual({
    limits: { cpu: "1", memory: "1Gi" },
    requests: { cpu: "200m", memory: "1Gi" },
  });
});

test("nodes must meet every term, and pods have the priority asked for", () => {
  const pod = podOf({
    nodeAffinity: [
      { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] },
      { key: "spot", operator: "DoesNotExist", values: [] },
    ],
    priorityClass: "load-test",
  })?.spec;
  expect(pod?.priorityClassName).toBe("load-test");
  expect(pod?.affinity).toEqual({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] },
              { key: "spot", operator: "DoesNotExist" },
            ],
          },
        ],
      },
    },
  });
});
