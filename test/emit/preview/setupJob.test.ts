import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { setupJob } from "../../../src/emit/preview/setupJob.ts";
import { OWN_LABELS, PREVIEW } from "../previewFixture.ts";

const POD: PodSpec = {
  serviceAccountName: "payments",
  nodeSelector: { pool: "dev" },
  initContainers: [{ name: "wait", image: "wait:1" }],
  restartPolicy: "Always",
  readinessGates: [{ conditionType: "example.com/ready" }],
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" },
  ],
  volumes: [
    { name: "certificates", secret: { secretName: "certificates" } },
    { name: "uploads", persistentVolumeClaim: { claimName: "uploads" } },
  ],
  containers: [
    { name: "proxy", image: "proxy:1", volumeMounts: [{ name: "uploads", mountPath: "/u" }] },
    {
      name: "app",
      image: "payments:pr-12",
      command: ["serve"],
      args: ["--all"],
      env: [{ name: "DATABASE", value: "shop" }],
      envFrom: [{ secretRef: { name: "database" } }],
      ports: [{ containerPort: 8080 }],
      readinessProbe: { httpGet: { port: 8080 } },
      livenessProbe: { httpGet: { port: 8080 } },
      startupProbe: { httpGet: { port: 8080 } },
      lifecycle: { preStop: { sleep: { seconds: 3 } } },
      volumeMounts: [{ name: "certificates", mountPath: "/c" }],
      securityContext: { runAsNonRoot: true },
    },
  ],
};

const SETUP = {
  command: ["./migrate", "up"],
  env: { DATABASE: "shop_pr_12", SEED: "small" },
  timeout: "1m30s",
};

const jobOf = (setup = {}, config = PREVIEW) =>
  setupJob(
    { ...config, setup: { ...SETUP, ...setup } },
    POD,
    "app",
    { app: "payments-pr-12" },
    OWN_LABELS,
  );

test("the Job runs the command as the copy would: its image, variables, volumes, ServiceAccount and nodes, without a sidecar", () => {
  const job = jobOf();
  expect(job?.metadata?.name).toMatch(/^payments-pr-12-setup-[0-9a-f]{8}$/);
  expect({ ...job, metadata: { ...job?.metadata, name: "" } }).toEqual({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: "",
      namespace: "shop",
      labels: OWN_LABELS,
      annotations: { "pulumi.com/replaceUnready": "true" },
    },
    spec: {
      backoffLimit: 2,
      activeDeadlineSeconds: 90,
      template: {
        metadata: {
          labels: {
            app: "payments-pr-12",
            "understudy.dev/setup": "payments-pr-12",
            "sidecar.istio.io/inject": "false",
          },
          annotations: { "sidecar.istio.io/inject": "false" },
        },
        spec: {
          serviceAccountName: "payments",
          nodeSelector: { pool: "dev" },
          restartPolicy: "Never",
          volumes: [{ name: "certificates", secret: { secretName: "certificates" } }],
          containers: [
            {
              name: "setup",
              image: "payments:pr-12",
              command: ["./migrate", "up"],
              env: [
                { name: "DATABASE", value: "shop_pr_12" },
                { name: "SEED", value: "small" },
              ],
              envFrom: [{ secretRef: { name: "database" } }],
              volumeMounts: [{ name: "certificates", mountPath: "/c" }],
              securityContext: { runAsNonRoot: true },
            },
          ],
        },
      },
    },
  });
});

test("it may have an image of its own", () => {
  expect(jobOf({ image: "migrate:1" })?.spec?.template.spec?.containers[0]?.image).toBe(
    "migrate:1",
  );
});

test("another content makes another name, the same content the same", () => {
  const name = (setup = {}) => jobOf(setup)?.metadata?.name;
  expect(name()).toBe(name());
  expect(new Set([name(), name({ image: "a:2" }), name({ command: ["true"] })]).size).toBe(3);
});

test("its name is cut to 63 characters", () => {
  const name = jobOf({}, { ...PREVIEW, deployment: `${"a".repeat(47)}-b` })?.metadata?.name ?? "";
  expect(name).toMatch(/^a{47}-setup-[0-9a-f]{8}$/);
});

test("without a setup there is no Job", () => {
  expect(setupJob(PREVIEW, POD, "app", {}, OWN_LABELS)).toBe(undefined);
});
