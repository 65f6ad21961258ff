import { loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { packageVersion } from "../../../src/asset.ts";
import {
  type LoadTestContext,
  loadTestObjects,
} from "../../../src/emit/loadtest/loadTestObjects.ts";
import { manifestText } from "../../../src/emit/loadtest/manifestText.ts";
import type { LoadTestFile } from "../../../src/loadtest/loadTestFile.ts";
import { guardRights, jobRights, sizingRights } from "../../../src/loadtest/rights.ts";
import { formatProblem } from "../../../src/problem.ts";
import { fillSlots, slot } from "../../../src/slots.ts";
import { campaignOf, loadedMocks } from "../../config/stack.ts";

const CONTEXT: LoadTestContext = {
  stack: "stg",
  revision: "1-31-0",
  mocks: [],
  scripts: { data: { "script.py": "print()\n" }, binaryData: {} },
  programs: () => ({ bundle: "console.log(1)", python: { "start.py": "pass\n" } }),
};

function planned(settings = "{}", context: Partial<LoadTestContext> = {}) {
  const yaml = `{ defaults: { registry: r.example.com }, loadtests: [${settings}] }`;
  const [config] = campaignOf(yaml).loadtests ?? [];
  if (config === undefined) throw new Error("a load test is declared");
  return loadTestObjects(config, { ...CONTEXT, ...context });
}

/** Returns the objects of the manifest as `loadtest-setup` reads them, by kind and name. */
function manifestOf(settings?: string, context?: Partial<LoadTestContext>) {
  const images = { locustImage: "locust:1", jobsImage: "node:24" };
  const text = manifestText(fillSlots(planned(settings, context).manifest, images))
    .replaceAll(slot("LOCUST_SCRIPT"), "script.py")
    .replaceAll(slot("WORKER_NUM"), "3");
  // biome-ignore lint/suspicious/noExplicitAny: objects of several kinds.
  const objects = loadAll(text) as any[];
  return Object.fromEntries(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
}

test("the names are those of the article, and those of a load test with a name begin with it", () => {
  const namesOf = (settings?: string) => {
    const { objects, manifest } = planned(settings);
    return [...Object.values(objects), ...manifest].map(
      (object) => `${object?.kind} ${object?.metadata?.name}`,
    );
  };
  expect(namesOf("{ secrets: { TOKEN: t } }")).toEqual([
    "Namespace loadtest",
    "ServiceAccount loadtest-sa",
    "Role loadtest-sa",
    "RoleBinding loadtest-sa",
    "ConfigMap locust-scripts",
    "ConfigMap locust-properties",
    "ConfigMap locust-programs",
    "Secret locust-secrets",
    "CronJob loadtest-setup",
    "CronJob loadtest-cleanup",
    "Service locust-master",
    "Service locust-admin",
    "Service locust-reporter",
    "Pod locust-master",
    "Deployment locust-worker",
    "Deployment locust-reporter",
  ]);
  const named = namesOf("{ name: b, secrets: { TOKEN: t }, createNamespace: false }");
  expect(named.filter((name) => !/ b-(locust|loadtest)-/.test(name))).toEqual([]);
});

test("properties have WORKER_NUM, LOCUST_SCRIPT and the manifest", () => {
  const { properties } = planned("{ workers: 5, script: shop/a.py }").objects;
  expect(properties.data).toEqual({
    WORKER_NUM: "5",
    LOCUST_SCRIPT: "shop/a.py",
    LOCUST_MANIFEST: slot("locustManifest"),
  });
});

test("the manifest has the number of workers as a number and no other $", () => {
  const { manifest } = planned("{ master: { env: { PRICE: '5$' } } }");
  const text = manifestText(manifest);
  expect(text).toContain(`replicas: ${slot("WORKER_NUM")}\n`);
  expect(manifestOf()["Deployment locust-worker"].spec.replicas).toBe(3);
  const places = new Set(text.match(/\$\{\w+\}/g));
  expect([...places].sort()).toEqual([
    slot("LOCUST_SCRIPT"),
    slot("WORKER_NUM"),
    slot("jobsImage"),
    slot("locustImage"),
  ]);
  expect(text).toContain("5$");
});

test("CronJobs are suspended, their date never comes, and nothing is started twice", () => {
  const { setup, cleanup } = planned().objects;
  for (const [cronJob, command] of [
    [setup, "setup"],
    [cleanup, "cleanup"],
  ] as const) {
    expect(cronJob.spec).toMatchObject({
      schedule: "0 0 31 2 *",
      suspend: true,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          template: {
            metadata: { labels: { "sidecar.istio.io/inject": "false" } },
            spec: {
              restartPolicy: "Never",
              serviceAccountName: "loadtest-sa",
              containers: [
                { image: slot("jobsImage"), command: ["node", "/understudy/jobs.mjs", command] },
              ],
            },
          },
        },
      },
    });
  }
});

test("a job that never gets a pod ends; a headless one has the time of its run in addition", () => {
  const run = {
    stages: [
      { users: 5, duration: "10m" },
      { users: 9, duration: "20m" },
    ],
  };
  const secondsOf = (settings: object) => {
    const { setup, cleanup } = planned(JSON.stringify(settings)).objects;
    return [setup, cleanup].map(({ spec }) => spec?.jobTemplate.spec?.activeDeadlineSeconds);
  };
  expect(secondsOf({ run })).toEqual([900, 900]);
  expect(secondsOf({ headless: true, run })).toEqual([900 + 1_800, 900]);
  const plan = { users: 5, runTime: "1h" };
  expect(secondsOf({ headless: true, run: plan })).toEqual([900 + 3_600, 900]);
});

test("loadtest-sa has exactly the rights that the jobs and the reporter use", () => {
  const rulesOf = (rights: ReturnType<typeof jobRights>) =>
    rights.map(({ reason: _, ...rule }) => rule);
  const own = planned();
  expect(own.objects.role.rules).toEqual(rulesOf(jobRights(own.names)));
  expect(own.objects.serviceRole).toBeUndefined();
  const { role, roleBinding, serviceRole, serviceRoleBinding } = planned(
    "{ service: orders.shop }",
  ).objects;
  expect(role.metadata?.namespace).toBe("loadtest");
  expect(roleBinding.subjects).toEqual([
    { kind: "ServiceAccount", name: "loadtest-sa", namespace: "loadtest" },
  ]);
  expect(serviceRole).toMatchObject({
    metadata: { name: "loadtest-loadtest-sa", namespace: "shop" },
    rules: rulesOf([...guardRights(), ...sizingRights()]),
  });
  expect(serviceRoleBinding?.subjects).toEqual(roleBinding.subjects);
});

describe("pods", () => {
  const all = manifestOf("{ expose: { host: a.example.com, gateway: b/c } }");
  const { setup } = planned().objects;
  const specs = {
    master: all["Pod locust-master"].spec,
    worker: all["Deployment locust-worker"].spec.template.spec,
    reporter: all["Deployment locust-reporter"].spec.template.spec,
    setup: setup.spec?.jobTemplate.spec?.template.spec,
  };

  test.each(Object.entries(specs))(
    "%s meets the standard restricted, without service links",
    (_, spec) => {
      expect(spec).toMatchObject({
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      });
      const allowed = ["configMap", "emptyDir", "persistentVolumeClaim", "secret"];
      for (const { name, ...source } of spec?.volumes ?? []) {
        expect([name, allowed.includes(Object.keys(source)[0] ?? "")]).toEqual([name, true]);
      }
    },
  );

  test("of Locust have no token and are not evicted", () => {
    const { metadata, spec } = all["Pod locust-master"];
    const worker = all["Deployment locust-worker"].spec.template;
    const kept = { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" };
    expect([metadata.annotations, worker.metadata.annotations]).toEqual([
      expect.objectContaining(kept),
      expect.objectContaining(kept),
    ]);
    expect([spec, worker.spec].map((pod) => pod.automountServiceAccountToken)).toEqual([
      false,
      false,
    ]);
    expect(spec.restartPolicy).toBe("Never");
  });
});

test("workers alone have a sidecar, which Locust's own ports stay outside of", () => {
  const all = manifestOf();
  const worker = all["Deployment locust-worker"].spec.template.metadata;
  expect(worker.labels["sidecar.istio.io/inject"]).toBe("true");
  expect(worker.annotations).toMatchObject({
    "traffic.sidecar.istio.io/excludeOutboundPorts": "5557,5558",
    "proxy.istio.io/config": '{"holdApplicationUntilProxyStarts":true}',
  });
  for (const metadata of [
    all["Pod locust-master"].metadata,
    all["Deployment locust-reporter"].spec.template.metadata,
    manifestOf("{ sidecar: false }")["Deployment locust-worker"].spec.template.metadata,
  ]) {
    expect(metadata.labels["sidecar.istio.io/inject"]).toBe("false");
  }
  expect(planned().objects.namespace?.metadata?.labels).toHaveProperty("istio.io/rev", "1-31-0");
  const foreign = manifestOf("{ createNamespace: false }")["Deployment locust-worker"];
  expect(foreign.spec.template.metadata.labels).toHaveProperty("istio.io/rev", "1-31-0");
});

test("each role has its own resources, nodes, variables and volumes", () => {
  const all = manifestOf(`{
    pullSecrets: [login],
    existingSecret: shop-secrets,
    worker: {
      resources: { limits: { cpu: "1" } },
      nodeSelector: { pool: load },
      nodeAffinity: [{ key: a, operator: Exists }],
      tolerations: [{ key: load, operator: Exists }],
      priorityClass: low,
      env: { A: b },
      volumes: [{ path: /data, claim: data, readOnly: false }],
    },
  }`);
  const { spec } = all["Deployment locust-worker"].spec.template;
  expect(spec).toMatchObject({
    imagePullSecrets: [{ name: "login" }],
    nodeSelector: { pool: "load" },
    tolerations: [{ key: "load", operator: "Exists" }],
    priorityClassName: "low",
    containers: [
      {
        image: "locust:1",
        envFrom: [{ secretRef: { name: "shop-secrets", optional: false } }],
        resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "500m" } },
      },
    ],
  });
  expect(spec.affinity.nodeAffinity).toBeDefined();
  expect(spec.containers[0].env).toContainEqual({ name: "A", value: "b" });
  expect(spec.containers[0].volumeMounts).toContainEqual({ name: "volume-0", mountPath: "/data" });
  const master = all["Pod locust-master"].spec;
  expect(master.nodeSelector).toBeUndefined();
  expect(master.containers[0].env).not.toContainEqual({ name: "A", value: "b" });
});

test("the reporter keeps reports in the claim or the bucket, with the Secret's credentials", () => {
  const podOf = (report: string) =>
    manifestOf(`{ report: ${report} }`)["Deployment locust-reporter"].spec.template.spec;
  expect(podOf("{ claim: reports }").volumes).toContainEqual({
    name: "reports",
    persistentVolumeClaim: { claimName: "reports" },
  });
  const [google] = podOf("{ bucket: gs://reports, secret: login }").containers;
  expect(google.envFrom).toEqual([{ secretRef: { name: "login" } }]);
  expect(google.env).toEqual([
    { name: "GOOGLE_APPLICATION_CREDENTIALS", value: "/etc/understudy/key.json" },
  ]);
});

test("the host at the Gateway leads to the dashboard below its path, which Locust knows", () => {
  const settings =
    "{ expose: { host: a.example.com, gateway: b/c, path: /locust, create: { selector: { istio: i }, tlsSecret: t } } }";
  const { gateway, virtualService } = planned(settings).objects;
  expect(gateway).toMatchObject({ metadata: { name: "c", namespace: "b" } });
  expect(virtualService?.spec).toMatchObject({
    hosts: ["a.example.com"],
    gateways: ["b/c"],
    http: [
      {
        match: [{ uri: { exact: "/locust" } }, { uri: { prefix: "/locust/" } }],
        route: [
          {
            destination: {
              host: "locust-admin.loadtest.svc.cluster.local",
              port: { number: 8089 },
            },
          },
        ],
      },
    ],
  });
  const [master] = manifestOf(settings)["Pod locust-master"].spec.containers;
  expect(master.command.join(" ")).toContain("--web-base-path /locust");
});

test("the programs know the stack and no secret", () => {
  const { programs } = planned(
    "{ secrets: { TOKEN: hunter2 }, host: http://orders.shop, prometheus: http://prometheus:9090 }",
  ).objects;
  expect(Object.keys({ ...programs?.data, ...programs?.binaryData })).toEqual([
    "jobs.mjs",
    "start.py",
    "loadtest.json",
    "jobs.mjs.br",
  ]);
  const text = programs?.data?.["loadtest.json"] ?? "{}";
  const file: LoadTestFile = JSON.parse(text);
  expect(file).toMatchObject({
    format: 1,
    loadTest: "loadtest",
    stack: "stg",
    names: { master: "locust-master" },
    config: {
      host: "http://orders.shop",
      prometheus: "http://prometheus:9090",
      maxAgeSeconds: 43_200,
    },
    versions: { understudy: packageVersion(), locust: "2.47.0" },
  });
  expect(text).not.toContain("hunter2");
});

test("without a sidecar, a warning names the mocks whose delays the mesh makes", () => {
  const stack = (sidecar: boolean) => {
    const campaign = campaignOf(`{
      defaults: { registry: r.example.com, latency: { default: { p95: 10ms } } },
      services: [
        { name: catalog, spec: specs/catalog.yaml },
        { name: payments, spec: specs/payments.yaml, latency: { inject: mock } },
      ],
      loadtests: [{ sidecar: ${sidecar} }],
    }`);
    const [config] = campaign.loadtests ?? [];
    if (config === undefined) throw new Error("a load test is declared");
    const { warnings } = loadTestObjects(config, { ...CONTEXT, mocks: loadedMocks(campaign, ".") });
    return warnings.map(formatProblem);
  };
  expect(stack(true)).toEqual([]);
  expect(stack(false)).toEqual([
    "stack: loadtests[0].sidecar: workers without a sidecar that call the mock of catalog directly find no delay there.\n  Its delays are made by the callers' sidecars: those of the service under test still are. Write sidecar: true, or inject: mock in the service.",
  ]);
});

test.each([
  ["a warning without a password for it", "", ["stack: loadtests[0].expose"]],
  ["none with one", "secrets: { DASHBOARD_PASSWORD: x }", []],
  ["none with a Secret that may have one", "existingSecret: mine", []],
])("a host for the dashboard gets %s", (_, more, expected) => {
  const { warnings } = planned(`{ expose: { host: a.example.com, gateway: b/c }, ${more} }`);
  expect(warnings.map(({ where }) => where)).toEqual(expected);
});
