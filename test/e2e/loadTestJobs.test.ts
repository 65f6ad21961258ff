import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { MasterState } from "../../src/loadtest/masterState.ts";
import { removeNamespaces } from "./leftovers.ts";
import {
  addressOf,
  applyLoadTest,
  click,
  locustImage,
  objectsOf,
  plainManifest,
  SMALL,
  until,
} from "./loadTestCluster.ts";
import { loadTestRuns } from "./loadTestRuns.ts";
import { getObjects, kubectl, run } from "./run.ts";

const registry = inject("registry");
const NAMESPACE = "understudy-e2e-jobs";

const { edit, finished, master, record, start, status, stop } = loadTestRuns(NAMESPACE);

const SCRIPT = `
from locust import FastHttpUser, constant, task

class Shopper(FastHttpUser):
    wait_time = constant(0.05)

    @task
    def root(self):
        self.client.get("/")
`;

const SCRIPTS = {
  "script.py": SCRIPT,
  "other.py": SCRIPT.replace('"/"', '"/other"'),
  "waiting.py": `${SCRIPT}
import urllib.request
urllib.request.urlopen("http://target.${NAMESPACE}/wait").read()
`,
  "broken.py": "from locust import task\n\ndef oops(:\n    pass\n",
};

const SETTINGS = {
  namespace: NAMESPACE,
  createNamespace: false,
  workers: 2,
  host: `http://target.${NAMESPACE}`,
  sidecar: false,
  run: { users: 4, spawnRate: "4/s", runTime: "10s" },
  report: { claim: "reports" },
  thresholds: { all: { p95: "5s", failures: "0%" } },
  master: SMALL,
  worker: SMALL,
};

describe.runIf(registry !== "")("the jobs of a load test", () => {
  let image = "";
  let declared: string[] = [];

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("delete", "pv", NAMESPACE, "--ignore-not-found");
    image = await locustImage(registry);
    await run("kubectl", ["create", "-f", "-"], {
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items: around(image) }),
    });
    await applyLoadTest(SETTINGS, { image, scripts: SCRIPTS });
    await kubectl("rollout", "status", "deployment/target", "-n", NAMESPACE, "--timeout=240s");
    declared = await objectsOf(NAMESPACE);
  });

  afterAll(async () => {
    await removeNamespaces(NAMESPACE);
    await kubectl("delete", "pv", NAMESPACE, "--ignore-not-found");
  });

  test("one click by a user who may only create Jobs makes a cluster that counts its workers", async () => {
    const as = ["--as", `system:serviceaccount:${NAMESPACE}:clicker`];
    const { exitCode, log } = await click(NAMESPACE, "loadtest-setup", as);
    expect(log).toContain("the master counts 2 workers");
    expect(exitCode).toBe(0);
  });

  test("a click after an edit in a console makes the cluster follow, the master too", async () => {
    await edit({ LOCUST_SCRIPT: "other.py", WORKER_NUM: "1" });
    const { exitCode, log } = await click(NAMESPACE, "loadtest-setup");
    expect(log).toContain("LOCUST_SCRIPT other.py, WORKER_NUM 1");
    expect(exitCode).toBe(0);
    const state = await master();
    expect(state.script.file).toBe("other.py");
    expect(state.workers.filter(({ state }) => state === "ready").length).toBe(1);
  });

  test("of two clicks at once the second one says so and changes nothing", async () => {
    await edit({ LOCUST_SCRIPT: "waiting.py" });
    const first = click(NAMESPACE, "loadtest-setup");
    await until(
      () => getObjects("leases", "-n", NAMESPACE),
      (leases) => leases.length === 1,
    );
    const second = await click(NAMESPACE, "loadtest-setup");
    expect(second.log).toMatch(
      /another job is at work since [\d:]+ \(pod loadtest-setup-.*\); this one has changed nothing/,
    );
    expect(second.exitCode).toBe(1);
    await fetch(`http://${await addressOf("target", NAMESPACE)}/open`);
    expect(await first).toMatchObject({ exitCode: 0 });
  });

  test("a run that was started in the dashboard leaves its report in the claim", async () => {
    const host = await addressOf("locust-admin", NAMESPACE);
    const body = new URLSearchParams({ user_count: "2", spawn_rate: "2", run_time: "10s" });
    await fetch(`http://${host}:8089/swarm`, { method: "POST", body });
    const { id } = await finished(({ startedBy }) => startedBy === "dashboard");
    expect(await record(id)).toMatchObject({
      ...{ end: "finished", startedBy: "dashboard", users: { asked: 2, most: 2 } },
      verdict: { result: "passed", invalid: [] },
    });
    const files = (await inReporter("ls", `/reports/loadtest/${id}`)).trim().split("\n");
    expect(files).toEqual(
      expect.arrayContaining([
        ...["events.txt", "exceptions.csv", "failures.csv", "junit.xml", "logs", "report.html"],
        ...["run.json", "statistics.json", "stats.csv", "stats_history.csv", "verdict.md"],
      ]),
    );
    const logs = await inReporter("ls", `/reports/loadtest/${id}/logs`);
    expect(logs).toContain("locust-master.locust-master.log");
    expect(logs).toMatch(/locust-worker-.*\.log/);
  });

  test("a worker that is killed under load is told as lost, and the run is not valid", async () => {
    await until(master, ({ workers }) => workers.some(({ state }) => state === "ready"));
    await edit({ WORKER_NUM: "2" });
    await click(NAMESPACE, "loadtest-setup");
    await start({ users: 4, spawnRate: 4, runTimeSeconds: 600 });
    const { workers: running } = await until(
      master,
      ({ requests, workers }) =>
        requests > 50 && workers.filter(({ state }) => state === "running").length === 2,
    );
    // By its id, since pods that ended with the last set-up may still be listed.
    const name = running.find(({ state }) => state === "running")?.id.replace(/_[^_]*$/, "") ?? "";
    await kubectl("delete", "pod", name, "-n", NAMESPACE, "--grace-period=0", "--force");
    const isLost = ({ id, state }: MasterState["workers"][number]) =>
      id.startsWith(name) && (state === "missing" || state === "quit");
    await until(master, ({ workers }) => workers.some(isLost));
    await stop();
    const { id } = await finished(({ workers }) => workers.list.some(({ isLost }) => isLost));
    const { verdict, workers } = await record(id);
    expect(workers.list.filter(({ isLost }) => isLost).map(({ pod }) => pod)).toEqual([name]);
    expect(verdict?.result).toBe("not valid");
  });

  test("a master that is killed under load leaves the report of what was until then", async () => {
    await click(NAMESPACE, "loadtest-setup");
    await start({ users: 4, spawnRate: 4, runTimeSeconds: 600 });
    await until(master, ({ requests }) => requests > 50);
    await until(status, ({ run }) => run !== undefined);
    await kubectl("delete", "pod", "locust-master", "-n", NAMESPACE, "--grace-period=0", "--force");
    const { id } = await finished(({ end }) => end === "master lost");
    expect((await record(id)).verdict?.result).toBe("not valid");
    expect(
      JSON.parse(await inReporter("cat", `/reports/loadtest/${id}/statistics.json`)),
    ).toMatchObject({ format: 1 });
  });

  test("a script that Python does not compile is named with its line", async () => {
    await edit({ LOCUST_SCRIPT: "broken.py" });
    const { exitCode, log } = await click(NAMESPACE, "loadtest-setup");
    expect(log).toMatch(/broken\.py.*line 3/);
    expect(exitCode).toBe(1);
  });

  test("a manifest by hand that starts Locust alone makes a cluster, and its set-up says that no report is kept", async () => {
    await edit({
      LOCUST_SCRIPT: "script.py",
      WORKER_NUM: "1",
      LOCUST_MANIFEST: plainManifest(NAMESPACE, image),
    });
    const { exitCode, log } = await click(NAMESPACE, "loadtest-setup");
    expect(log).toContain("the master counts one worker");
    expect(log).toContain("LOCUST_MANIFEST starts Locust alone");
    expect(exitCode).toBe(0);
  });

  test("the clean-up leaves what the stack declares, and once more changes nothing", async () => {
    for (let time = 0; time < 2; time++) {
      expect(await click(NAMESPACE, "loadtest-cleanup")).toMatchObject({ exitCode: 0 });
      await until(
        () => objectsOf(NAMESPACE),
        (there) => there.length <= declared.length,
      );
      expect(await objectsOf(NAMESPACE)).toEqual(declared);
    }
  });

  test("one click is a whole run with verdict and removal if the load test is headless", async () => {
    await applyLoadTest({ ...SETTINGS, headless: true }, { image, scripts: SCRIPTS });
    await edit({ LOCUST_SCRIPT: "script.py", WORKER_NUM: "1" });
    const { exitCode, log } = await click(NAMESPACE, "loadtest-setup");
    expect(log).toContain("Verdict: passed");
    expect(log.trimEnd().split("\n").at(-1)).toMatch(
      /The report is at .*reports.*loadtest\/[\dTZ-]+$/,
    );
    expect(exitCode).toBe(0);
    expect(await objectsOf(NAMESPACE)).toEqual(declared);
  });
});

function inReporter(...command: string[]): Promise<string> {
  return kubectl("exec", "deploy/locust-reporter", "-n", NAMESPACE, "--", ...command);
}

/** A namespace with a service under test, a claim for reports, and a user who may only create Jobs. */
function around(image: string): object[] {
  const namespace = NAMESPACE;
  const rbac = "rbac.authorization.k8s.io";
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: namespace },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: "by-hand",
        claimRef: { namespace, name: "reports" },
        hostPath: { path: `/tmp/${namespace}-${process.pid}`, type: "DirectoryOrCreate" },
      },
    },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "reports", namespace },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "by-hand",
        resources: { requests: { storage: "1Gi" } },
      },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "clicker", namespace } },
    {
      apiVersion: `${rbac}/v1`,
      kind: "Role",
      metadata: { name: "clicker", namespace },
      rules: [{ apiGroups: ["batch"], resources: ["jobs"], verbs: ["create"] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: { name: "clicker", namespace },
      roleRef: { apiGroup: rbac, kind: "Role", name: "clicker" },
      subjects: [{ kind: "ServiceAccount", name: "clicker", namespace }],
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "target", namespace },
      spec: {
        selector: { matchLabels: { app: "target" } },
        template: {
          metadata: { labels: { app: "target" } },
          spec: {
            containers: [
              {
                name: "target",
                image,
                command: ["node", "-e", TARGET],
                securityContext: { runAsUser: 0 },
                volumeMounts: [{ name: "reports", mountPath: "/reports" }],
                resources: { requests: { cpu: "10m" } },
              },
            ],
            volumes: [{ name: "reports", persistentVolumeClaim: { claimName: "reports" } }],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "target", namespace },
      spec: { selector: { app: "target" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
    },
  ];
}

/**
 * Answers at once, but to `/wait` not before `/open`. The volume is a folder of the node, which belongs to root, so the
 * container runs as root.
 */
const TARGET = `
  require("node:fs").chmodSync("/reports", 0o777);
  const open = Promise.withResolvers();
  require("node:http").createServer(async (request, response) => {
    if (request.url === "/open") open.resolve();
    if (request.url === "/wait") await open.promise;
    response.end("ok");
  }).listen(8080);
  process.on("SIGTERM", () => process.exit());`;
