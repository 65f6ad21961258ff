import { describe, expect, test } from "vitest";
import { plainPasswords } from "../../src/config/plainPasswords.ts";
import { readStack } from "../../src/config/read.ts";
import { formatProblem } from "../../src/problem.ts";
import { campaignOf } from "./stack.ts";

/** An image of its own needs a registry, which most of these tests are not about. */
const REGISTRY = "defaults: { registry: registry.example.com }";

function loadTestsOf(settings: string) {
  return campaignOf(`{ ${REGISTRY}, loadtests: ${settings} }`).loadtests;
}

function problemsOf(loadtests: unknown, others: Record<string, unknown> = {}): string[] {
  const raw = { defaults: { registry: "registry.example.com" }, ...others, loadtests };
  return readStack(raw, { stack: "test", file: "stack" }).problems.map(formatProblem);
}

test("a stack of one load test is enough, and everything in it has a default", () => {
  const campaign = campaignOf(`{ ${REGISTRY}, loadtests: [{}] }`);
  const role = {
    resources: { limits: { memory: "1Gi" }, requests: { cpu: "500m", memory: "256Mi" } },
    nodeSelector: {},
    nodeAffinity: [],
    tolerations: [],
    env: {},
    volumes: [],
  };
  expect(campaign).toEqual({
    stack: "test",
    services: [],
    loadtests: [
      {
        where: "stack: loadtests[0]",
        namespace: "loadtest",
        createNamespace: true,
        scripts: "loadtest",
        script: "script.py",
        workers: 3,
        run: {},
        headless: false,
        maxAgeSeconds: 43_200,
        images: {
          registry: { kind: "url", url: "registry.example.com" },
          locust: { build: { base: "python:3.13-slim", locust: "2.47.0", packages: [] } },
          jobs: { build: { base: "node:24-slim" } },
          platforms: ["linux/amd64"],
        },
        pullSecrets: [],
        secrets: { values: {} },
        master: role,
        worker: role,
        sidecar: true,
        istio: { enabled: true, revision: "auto" },
        report: {},
        thresholds: {},
        allow: [],
        deny: [],
        timeout: "10m",
      },
    ],
  });
});

test("durations, percentages and rates are texts with units, read as numbers", () => {
  const [first] =
    loadTestsOf(`[{
      run: { spawnRate: 30/min, stages: [{ users: 9, duration: 1m30s }], tags: [checkout] },
      maxAge: 4h,
      service: orders.shop,
      prometheus: http://prometheus.monitoring:9090,
      thresholds: {
        all: { failures: 0.1%, rate: 120/min, requests: 1000 },
        GET /orders: { p50: 80ms, p95: 0.3s, p99: 1s, max: 1m, stages: { 2: { p95: 500ms } } },
      },
    }]`) ?? [];
  expect(first).toMatchObject({
    run: { spawnRate: 0.5, stages: [{ users: 9, seconds: 90 }], tags: ["checkout"] },
    maxAgeSeconds: 14_400,
    service: { name: "orders", namespace: "shop" },
    prometheus: "http://prometheus.monitoring:9090",
    thresholds: {
      all: { failures: 0.001, rate: 2, requests: 1000 },
      "GET /orders": { p50: 80, p95: 300, p99: 1_000, max: 60_000, stages: { 2: { p95: 500 } } },
    },
  });
});

test("as many failures of a thousand as a percentage says are no more than it", () => {
  const counts = Array.from({ length: 999 }, (_, i) => i + 1);
  const limits = counts.map((count) => `"${count}": { failures: ${count / 10}% }`);
  const [first] = loadTestsOf(`[{ thresholds: { ${limits.join(", ")} } }]`) ?? [];
  const read = counts.map((count) => first?.thresholds[count]?.failures);
  expect(read).toEqual(counts.map((count) => count / 1000));
});

test("registry, Istio, platforms, builder and timeout are those of defaults", () => {
  const campaign = campaignOf(`{
    defaults: {
      registry: registry.example.com/shop,
      istio: none,
      build: { platforms: [linux/arm64], builder: { name: ci } },
      timeout: 3m,
    },
    loadtests: [{}, { name: b, images: { registry: other.example.com }, timeout: 1m }],
  }`);
  const [first, second] = campaign.loadtests ?? [];
  expect(first).toMatchObject({
    images: {
      registry: { kind: "url", url: "registry.example.com/shop" },
      platforms: ["linux/arm64"],
      builder: { name: "ci" },
    },
    sidecar: false,
    istio: { enabled: false },
    timeout: "3m",
  });
  expect(second).toMatchObject({
    images: { registry: { kind: "url", url: "other.example.com" } },
    timeout: "1m",
  });
});

test("secrets are environment variables, or a Secret that exists", () => {
  const [values, existing] =
    loadTestsOf(`[
      { secrets: { API_TOKEN: { secure: AAAA }, USER: ci } },
      { name: b, existingSecret: locust-login },
    ]`) ?? [];
  expect(values?.secrets).toEqual({ values: { API_TOKEN: "<encrypted>", USER: "ci" } });
  expect(existing?.secrets).toEqual({ existing: "locust-login" });
});

test("secrets and a registry's password in plain text are warnings, and are never shown", () => {
  const values = {
    loadtests: [
      {
        secrets: { API_TOKEN: "hunter2", OTHER: { secure: "AAAA" } },
        images: { registry: { url: "r.example.com", username: "ci", password: "hunter2" } },
      },
    ],
  };
  const places = plainPasswords(values, "stg").map(({ where, what }) => `${where}: ${what}`);
  expect(places).toEqual([
    "Pulumi.stg.yaml: loadtests[0].images.registry.password: everyone who can read the file can read this password",
    "Pulumi.stg.yaml: loadtests[0].secrets.API_TOKEN: everyone who can read the file can read this secret",
  ]);
});

describe("mistakes, all at once", () => {
  const cases: Record<string, [loadtests: unknown, problems: string[]]> = {
    "an unknown limit": [
      [{ thresholds: { "GET /a": { p96: "1s" }, all: {}, b: { stages: { x: { p95: "1s" } } } } }],
      [
        'loadtests[0].thresholds["GET /a"].p96: no such key.\n  Did you mean "p95"?',
        "loadtests[0].thresholds.all: expected limits such as { p95: 300ms }, received {}.\n  A limit is one of p50, p95, p99, max, failures, rate and requests.",
        "loadtests[0].thresholds.b.stages.x: expected the number of a stage, from 1.",
      ],
    ],
    "stages without limits": [
      [{ thresholds: { all: { stages: {} } } }],
      [
        "loadtests[0].thresholds.all.stages: expected limits by stage such as { 1: { p95: 300ms } }, received {}.",
      ],
    ],
    "values without units": [
      [{ run: { runTime: 10, spawnRate: 5 }, thresholds: { all: { p95: 300, failures: 0.01 } } }],
      [
        'loadtests[0].run.spawnRate: expected users that start in a stretch of time, at most 1000000/s, such as "10/s", received 5.',
        'loadtests[0].run.runTime: expected a duration above zero such as "10m", received 10.',
        'loadtests[0].thresholds.all.p95: expected a duration above zero such as "10m", received 300.',
        'loadtests[0].thresholds.all.failures: expected a percentage such as "1%" or "0.1%", received 0.01.',
      ],
    ],
    "numbers that are slips of the keyboard": [
      [
        {
          ...{ workers: 10_000, maxAge: "721h" },
          run: { users: 1_000_001, spawnRate: "1000001/s", runTime: "721h" },
        },
        { name: "b", run: { stages: [{ users: 1_000_001, duration: "721h" }] } },
      ],
      [
        "loadtests[0].workers: expected an integer from 1 to 9999, received 10000.",
        "loadtests[0].run.users: expected an integer from 1 to 1000000, received 1000001.",
        'loadtests[0].run.spawnRate: expected users that start in a stretch of time, at most 1000000/s, such as "10/s", received "1000001/s".',
        'loadtests[0].run.runTime: expected a duration from 1s to 720h, such as "10m", received "721h".',
        'loadtests[0].maxAge: expected a duration from 1s to 720h, such as "10m", received "721h".',
        "loadtests[1].run.stages[0].users: expected an integer from 0 to 1000000, received 1000001.",
        'loadtests[1].run.stages[0].duration: expected a duration from 1s to 720h, such as "10m", received "721h".',
      ],
    ],
    "users below workers": [
      [{ workers: 4, run: { users: 3, runTime: "1m" } }],
      [
        "loadtests[0].run.users: expected at least 4 users, one for each worker, received 3.\n  A worker without users makes no load: write more users, or fewer workers.",
      ],
    ],
    "stages below workers": [
      [{ run: { stages: [{ users: 2, duration: "1m" }] } }],
      [
        "loadtests[0].run.stages: expected at least 3 users, one for each worker, received 2.\n  A worker without users makes no load: write more users, or fewer workers.",
      ],
    ],
    "headless without users and run time": [
      [{ headless: true }],
      [
        "loadtests[0].run.users: expected a number of users with headless: one click on loadtest-setup starts the load, so that nobody can say it.",
        "loadtests[0].run.runTime: expected a duration with headless: one click on loadtest-setup starts the load, so that nobody can say it.\n  Write runTime, or stages.",
      ],
    ],
    "stages beside a run time": [
      [{ run: { runTime: "1m", stages: [{ users: 9, duration: "1m" }] } }],
      [
        "loadtests[0].run.stages: expected stages, or users and runTime, received both.\n  Remove one of them.",
      ],
    ],
    "two places for secrets and for reports": [
      [
        {
          secrets: { A: "b" },
          existingSecret: "c",
          report: { claim: "d", bucket: "s3://reports" },
        },
      ],
      [
        "loadtests[0].existingSecret: expected secrets or existingSecret, received both.\n  Remove one of them.",
        "loadtests[0].report.bucket: expected claim or bucket, received both.\n  Remove one of them.",
      ],
    ],
    "a Prometheus with a password": [
      [
        { prometheus: "http://me:hunter2@prometheus:9090" },
        { name: "b", prometheus: "prometheus" },
      ],
      [
        "loadtests[0].prometheus: expected an address without a user and a password.\n  Put them into a Secret, as PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD, and name it in report.secret.",
        'loadtests[1].prometheus: expected an address such as "http://orders.shop", received "prometheus".',
      ],
    ],
    "two load tests of one name": [
      [{}, {}],
      ['loadtests[1]: "CronJob loadtest/loadtest-setup" is loadtests[0] too.'],
    ],
    "a name that is too long for a CronJob": [
      [{ name: "a".repeat(36) }],
      [
        "loadtests[0].name: expected at most 35 characters, received 36.\n  The names of CronJobs begin with it, and have 52 at most.",
      ],
    ],
    "a sidecar and a host without Istio": [
      [{ istio: "none", sidecar: true, expose: { host: "a.example.com", gateway: "b/c" } }],
      [
        "loadtests[0].expose: expose needs istio, but istio is off.\n  An Istio Gateway leads to the dashboard: enable istio, or remove expose.",
        "loadtests[0].sidecar: sidecar needs istio, but istio is off.\n  Enable istio, or remove sidecar.",
      ],
    ],
    "pods that Kubernetes refuses": [
      [
        {
          worker: {
            tolerations: [{ operator: "Exists", key: "a", value: "b" }, { value: "c" }],
            volumes: [{ path: "/data" }, { path: "/x", claim: "a", secret: "b" }],
          },
        },
      ],
      [
        "loadtests[0].worker.tolerations[0]: operator Exists takes no value.\n  Remove value, or write operator: Equal.",
        "loadtests[0].worker.tolerations[1]: a toleration without a key needs operator Exists.",
        "loadtests[0].worker.volumes[0]: expected one of configMap, secret and claim, received 0.",
        "loadtests[0].worker.volumes[1]: expected one of configMap, secret and claim, received 2.",
      ],
    ],
    "names that are no environment variables": [
      [{ secrets: { "a b": "c" } }],
      [
        'loadtests[0].secrets["a b"]: expected the name of an environment variable, of letters, digits, ".", "-" and "_".',
      ],
    ],
  };

  test.each(Object.entries(cases))("%s", (_, [loadtests, problems]) => {
    expect(problemsOf(loadtests)).toEqual(problems.map((problem) => `stack: ${problem}`));
  });
});

test("images that are built need a registry, and ready ones do not", () => {
  const defaults = { registry: "none" };
  const ready = { locust: { image: "locust:1" }, jobs: { image: "node:24" } };
  expect(problemsOf([{}], { defaults })).toEqual([
    "stack: loadtests[0].images: the image of locust and of jobs needs a registry, but registry is none.\n  Name a registry, or ready images: images.locust.image.",
  ]);
  expect(problemsOf([{ images: ready }], { defaults })).toEqual([]);
});
