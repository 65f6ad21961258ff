import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { loadAll } from "js-yaml";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { run as call, endAll, type Run } from "../cli/process.ts";
import { write } from "../cli/project.ts";
import { ACCOUNT, createAccount } from "./account.ts";
import { removeNamespaces } from "./leftovers.ts";
import { REPORTER } from "./loadTestReporter.ts";
import { ROOT } from "./project.ts";
import { kubectl, run } from "./run.ts";

const context = inject("context");
const NAMESPACE = "understudy-e2e-loadtest";

describe.runIf(context !== "")("a user who may do what docs/rights-loadtest.yaml says", () => {
  let folder: string;
  const admin = process.env.KUBECONFIG ?? "";

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    folder = mkdtempSync(join(tmpdir(), "understudy-"));
    write(folder, "Pulumi.e2e.yaml", STACK);
    write(folder, "loadtest/script.py", "from locust import HttpUser\n");
    write(folder, "loadtest/shop/users.csv", "a\n");
    await kubectl("create", "namespace", NAMESPACE);
    await run("kubectl", ["create", "-n", NAMESPACE, "-f", "-"], {
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items: OBJECTS }),
    });
    await run("kubectl", ["create", "-f", "-"], { input: rightsOf(ACCOUNT) });
    await kubectl(
      "rollout",
      "status",
      "deployment/locust-reporter",
      "-n",
      NAMESPACE,
      "--timeout=120s",
    );
    process.env.KUBECONFIG = await createAccount(NAMESPACE, folder);
  });

  afterEach(endAll);

  afterAll(async () => {
    process.env.KUBECONFIG = admin;
    await removeNamespaces(NAMESPACE);
    rmSync(folder, { recursive: true, force: true });
  });

  const understudy = (...args: string[]): Run =>
    call(folder, "loadtest", ...args, "--stack", "e2e");
  const load = ["run", "--users", "4", "--run-time", "4s"];

  test("uploads scripts", async () => {
    const upload = understudy("scripts");
    expect({ code: await upload.ended, stderr: upload.stderr }).toEqual({ code: 0, stderr: "" });
    expect(upload.stdout).toContain("  new      script.py\n  new      shop/users.csv\n");
  });

  test("makes a run, of which the set-up's log, the load and the report are shown, and fetches it again", async () => {
    const { ended, prints } = understudy(...load);
    await prints(/ {2}arguments: setup only\n/);
    const [, id = ""] = await prints(/Run (\S+) has begun: 4 users for 4s/);
    await prints(/ {2}arguments: cleanup\n/);
    expect(await ended).toBe(0);
    const record = JSON.parse(readFileSync(join(folder, "runs/loadtest", id, "run.json"), "utf8"));
    expect(record).toMatchObject({
      id,
      end: "finished",
      startedBy: "command",
      by: expect.stringMatching(/@/),
    });
    rmSync(join(folder, "runs"), { recursive: true });
    const report = understudy("report", "latest", "--json");
    expect(await report.ended).toBe(0);
    expect(JSON.parse(report.stdout)).toEqual(record);
  });

  test("ends a run by Ctrl-C, and a second run is told who runs", async () => {
    const first = understudy("run", "--users", "4", "--run-time", "10m");
    const [, id = ""] = await first.prints(/Run (\S+) has begun/);
    const second = understudy(...load);
    expect(await second.ended).toBe(3);
    expect(second.stderr).toMatch(
      new RegExp(`loadtest: run ${id} is on since .* UTC, started by .+@.+\\.\n`),
    );
    first.signal("SIGINT");
    expect(await first.ended).toBe(0);
    expect(first.stdout).toContain(`Run ${id}: stopped.`);
  });

  test("removes a run that does not end, by the second Ctrl-C", async () => {
    const { prints, signal, ended } = understudy("run", "--users", "1", "--run-time", "10m");
    await prints(/has begun/);
    signal("SIGINT");
    await prints(/Ctrl-C again/);
    // What comes earlier counts as the same keystroke.
    await setTimeout(600);
    signal("SIGINT");
    await prints(/ {2}arguments: cleanup at-once\n/);
    expect(await ended).toBe(130);
  });
});

/** Returns the Role and its binding for a ServiceAccount of the test. */
function rightsOf(account: string): string {
  const objects = loadAll(readFileSync(join(ROOT, "docs/rights-loadtest.yaml"), "utf8"));
  return objects
    .map((object) => {
      const { subjects, ...rest } = Object(object);
      const metadata = { ...rest.metadata, namespace: NAMESPACE };
      const subject = { kind: "ServiceAccount", name: account, namespace: NAMESPACE };
      return JSON.stringify({ ...rest, metadata, ...(subjects && { subjects: [subject] }) });
    })
    .join("\n---\n");
}

const STACK = `config:
  understudy:kubeContext: ${context}
  understudy:defaults: { registry: localhost:5000 }
  understudy:loadtests:
    - { namespace: ${NAMESPACE}, workers: 1 }
`;

function program(text: string) {
  return { image: "node:24-slim", command: ["node", "-e", text] };
}

function cronJob(name: string, verb: string): object {
  const text = `console.log("arguments:", ...process.argv.slice(1))`;
  const container = { name: "job", ...program(text), args: ["--", verb] };
  const template = { spec: { restartPolicy: "Never", containers: [container] } };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name },
    spec: {
      schedule: "0 0 31 2 *",
      suspend: true,
      jobTemplate: { spec: { backoffLimit: 0, template } },
    },
  };
}

function configMap(name: string, data: Record<string, string>): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

const labels = { app: "locust-reporter" };
const readinessProbe = { httpGet: { path: "/status", port: 8091 }, periodSeconds: 1 };
const OBJECTS = [
  cronJob("loadtest-setup", "setup"),
  cronJob("loadtest-cleanup", "cleanup"),
  configMap("locust-properties", { WORKER_NUM: "1", LOCUST_SCRIPT: "script.py" }),
  configMap("locust-scripts", {}),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "locust-reporter" },
    spec: { selector: labels, ports: [{ port: 8091 }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "locust-reporter" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: "reporter", ...program(REPORTER), readinessProbe }],
        },
      },
    },
  },
];
