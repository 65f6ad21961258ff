import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import type { ServiceMeasurements } from "../../src/loadtest/serviceLoad.ts";
import { podThroughput } from "../../src/loadtest/sizing/podThroughput.ts";
import type { Statistics } from "../../src/loadtest/statistics.ts";
import { run as call, endAll, type Run } from "../cli/process.ts";
import { write } from "../cli/project.ts";
import { removeNamespaces } from "./leftovers.ts";
import {
  addressOf,
  applyLoadTest,
  locustImage,
  objectsOf,
  SMALL,
  targetOf,
  until,
} from "./loadTestCluster.ts";
import { createLoadTestUser } from "./loadTestUser.ts";
import { kubectl, run } from "./run.ts";

const registry = inject("registry");
const NAMESPACE = "understudy-e2e-run";

describe.runIf(registry !== "")(
  "understudy loadtest run, by a user with the rights of the docs",
  () => {
    let folder: string;
    let declared: string[] = [];
    let understudy: (...args: string[]) => Run;

    beforeAll(async () => {
      await removeNamespaces(NAMESPACE);
      folder = mkdtempSync(join(tmpdir(), "understudy-"));
      write(folder, "loadtest/script.py", SCRIPT);
      write(folder, "loadtest/shop/paths.txt", "/\n");
      const image = await locustImage(registry);
      write(folder, "Pulumi.e2e.yaml", stackOf(image));
      write(folder, "Pulumi.measured.yaml", stackOf(image, { service: `target.${NAMESPACE}` }));
      await kubectl("create", "namespace", NAMESPACE);
      await run("kubectl", ["create", "-f", "-"], {
        input: JSON.stringify({
          ...{ apiVersion: "v1", kind: "List" },
          items: targetOf(NAMESPACE, TARGET),
        }),
      });
      await applyLoadTest(SETTINGS, { image, scripts: {} });
      await kubectl("rollout", "status", "deployment/target", "-n", NAMESPACE, "--timeout=240s");
      target = await addressOf("target", NAMESPACE);
      const user = await createLoadTestUser(NAMESPACE, folder);
      declared = await objectsOf(NAMESPACE);
      understudy = (...args) => as(user, () => call(folder, "loadtest", ...args, "--stack", "e2e"));
    });

    afterEach(endAll);

    afterAll(async () => {
      await removeNamespaces(NAMESPACE);
      rmSync(folder, { recursive: true, force: true });
    });

    const runs = join("runs", "loadtest");
    const fileOf = (id: string, name: string): string =>
      readFileSync(join(folder, runs, id, name), "utf8");
    const recordOf = (id: string): RunRecord => JSON.parse(fileOf(id, "run.json"));

    test("uploads scripts", async () => {
      const upload = understudy("scripts");
      expect({ code: await upload.ended, stderr: upload.stderr }).toEqual({ code: 0, stderr: "" });
      expect(upload.stdout).toContain("  new      script.py\n  new      shop/paths.txt\n");
    });

    test("sets up, makes the load of its stages and shows it, copies the report, cleans up, and ends with 0 if the thresholds are kept", async () => {
      const attended = understudy("run", "--stages", "3s:2,9s:4");
      await attended.prints(/Job understudy-e2e-run\/loadtest-setup-\w+:\n/);
      await attended.prints(/the master counts one worker/);
      const [, id = ""] = await attended.prints(
        /Run (\S+) has begun: 2 users for 3s, then 4 users for 9s\./,
      );
      await attended.prints(
        /\d\/\d users in stage \d, .* requests\/s, .* failed, .*workers' CPU \d+ %, 0:\d\d left\n/,
      );
      await attended.prints(/Job understudy-e2e-run\/loadtest-cleanup-\w+:\n/);
      expect(await attended.ended).toBe(0);
      expect(attended.stdout).toContain(`Run ${id}: finished.`);
      expect(attended.stdout).toContain("Load test loadtest of e2e: passed, 2 limits kept");
      expect(recordOf(id)).toMatchObject({
        ...{ id, end: "finished", startedBy: "command", by: expect.stringMatching(/@/) },
        ...{ users: { asked: 4, most: 4 }, verdict: { result: "passed" } },
      });
      const { stages } = JSON.parse(fileOf(id, "statistics.json")) as Statistics;
      expect(stages.map(({ users, all }) => [users, all.requests > 0])).toEqual([
        [2, true],
        [4, true],
      ]);
      expect(readdirSync(join(folder, runs, id))).toEqual(
        expect.arrayContaining([
          "junit.xml",
          "logs",
          "report.html",
          "stats_history.csv",
          "verdict.md",
        ]),
      );
      expect(await objectsOf(NAMESPACE)).toEqual(declared);
    });

    test("ends with 1 if a threshold is not kept, by the tasks of a tag", async () => {
      const { ended, prints } = understudy("run", "--tags", "broken", "--keep");
      const [, id = ""] = await prints(/Run (\S+) has begun/);
      await prints(/NOT KEPT {2}failures of all at most 0 % {2}100 %\n/);
      expect(await ended).toBe(1);
      const { routes } = JSON.parse(fileOf(id, "statistics.json")) as Statistics;
      expect(routes.map(({ name }) => name)).toEqual(["/broken"]);
    });

    test("ends with 2 if the run is not valid, and says why", async () => {
      const { ended, prints } = understudy("run", "--users", "50", "--spawn-rate", "2/s", "--keep");
      await prints(/Nothing has changed since the last time\./);
      await prints(/The run says nothing about the service:\n {2}- \d+ of 50 users ran at most/);
      expect(await ended).toBe(2);
    });

    test("the dashboard is served at an address of this machine until Ctrl-C", async () => {
      const dashboard = understudy("dashboard", "--port", "0");
      const [, url = ""] = await dashboard.prints(/Locust's dashboard: (\S+)\n/);
      expect(await (await fetch(url)).text()).toContain("<title>Locust</title>");
      dashboard.signal("SIGINT");
      expect({ code: await dashboard.ended, stderr: dashboard.stderr }).toEqual({
        code: 0,
        stderr: "",
      });
    });

    test("a set-up says why its pod does not start, and goes on when it may", async () => {
      // The target, the master, the worker and the reporter.
      const quota = ["quota", "full", "-n", NAMESPACE];
      await kubectl("create", ...quota, "--hard=pods=4");
      const setUp = understudy("setup");
      await setUp.prints(
        /Waiting: its pod does not start: the quota of the namespace does not allow it: .*\.\n.*Remove what uses it up, or raise it\.\n/,
      );
      await kubectl("delete", ...quota);
      await setUp.prints(/Nothing has changed since the last time\./);
      expect(await setUp.ended).toBe(0);
    });

    test("the workers for a rate are computed from a run, and written into the properties", async () => {
      const [id = ""] = readdirSync(join(folder, runs));
      const size = understudy("size", id, "--rate", "5000/s", "--apply");
      expect({ code: await size.ended, stderr: size.stderr }).toEqual({ code: 0, stderr: "" });
      const [, workers] = await size.prints(/5000\/s need (\d+) workers and \d+ users\n/);
      expect(size.stdout).toContain(`WORKER_NUM is ${workers}. It counts from the next setup on.`);
      const jsonpath = "jsonpath={.data.WORKER_NUM}";
      const properties = ["configmap", "locust-properties", "-n", NAMESPACE];
      expect(await kubectl("get", ...properties, "-o", jsonpath)).toBe(workers);
      const data = { WORKER_NUM: String(SETTINGS.workers) };
      await kubectl("patch", ...properties, "-p", JSON.stringify({ data }));
    });

    test("goes on without the machine; others see it, are refused, stop it and fetch its report", async () => {
      const detached = understudy("run", "--run-time", "10m", "--detach");
      const [, id = ""] = await detached.prints(/Run (\S+) has begun/);
      expect(await detached.ended).toBe(0);
      const second = understudy("run");
      expect(await second.ended).toBe(3);
      const whoRuns = `run ${id} is on since [\\d:]+ UTC, started by .+@.+\\.\n`;
      expect(second.stderr).toMatch(new RegExp(`loadtest: ${whoRuns}`));
      const status = understudy("status");
      expect(await status.ended).toBe(0);
      expect(status.stdout).toMatch(
        /Load test loadtest is set up: script script\.py, 1 worker, Locust 2\./,
      );
      expect(status.stdout).toMatch(new RegExp(`R${whoRuns.slice(1)}`));
      // With the rights of the test's own account, which reads kubelets.
      const measure = call(folder, "loadtest", "size", "--measure", "--stack", "measured");
      await until(
        async () => JSON.parse(fileOf(id, "service.json")) as ServiceMeasurements,
        (measured) => podThroughput(measured).answers.length > 0,
      );
      const stop = understudy("stop");
      expect({ code: await stop.ended, stdout: stop.stdout }).toEqual({
        code: 0,
        stdout: `Run ${id} is being stopped. Its report: understudy loadtest report ${id}\n`,
      });
      expect({ code: await measure.ended, stderr: measure.stderr }).toEqual({
        code: 0,
        stderr: "",
      });
      expect(measure.stdout).toMatch(
        /^Throughput of one pod of understudy-e2e-run\/target at 50 % of its CPU request \(5m of 10m\): below .*\n {2}CPU: kubelet\.\n/,
      );
      const none = understudy("stop");
      expect({ code: await none.ended, stderr: none.stderr }).toEqual({
        code: 1,
        stderr: "loadtest: no run is on.\n",
      });
      await until(
        async () => {
          const report = understudy("report", "latest", "--json");
          expect(await report.ended).toBe(0);
          return JSON.parse(report.stdout) as RunRecord;
        },
        (record) => record.id === id && record.end === "stopped" && record.verdict !== undefined,
      );
      expect(recordOf(id)).toMatchObject({ end: "stopped", verdict: { result: "passed" } });
    });

    test("lets users finish at Ctrl-C, and writes the report", async () => {
      const attended = understudy("run", "--run-time", "10m", "--tags", "long");
      const [, id = ""] = await attended.prints(/Run (\S+) has begun/);
      await until(counts, ({ long }) => (long?.begun ?? 0) >= 4);
      attended.signal("SIGINT");
      await attended.prints(/Stopping: users finish what they do/);
      expect(await attended.ended).toBe(0);
      expect(attended.stderr).toBe("");
      const { begun, answered } = (await counts()).long ?? {};
      expect(answered).toBe(begun);
      const { all } = JSON.parse(fileOf(id, "statistics.json")) as Statistics;
      expect([recordOf(id).end, all.requests, all.failures]).toEqual(["stopped", answered, 0]);
      expect(await objectsOf(NAMESPACE)).toEqual(declared);
    });

    test("removes everything at once at the second Ctrl-C, but for what the stack declares", async () => {
      const { ended, prints, signal } = understudy("run", "--run-time", "10m", "--tags", "never");
      const [, id = ""] = await prints(/Run (\S+) has begun/);
      await until(counts, ({ never }) => (never?.begun ?? 0) >= 4);
      signal("SIGINT");
      await prints(/Ctrl-C again/);
      // What comes earlier counts as the same keystroke.
      await setTimeout(600);
      signal("SIGINT");
      expect(await ended).toBe(130);
      expect(existsSync(join(folder, runs, id))).toBe(false);
      expect(await objectsOf(NAMESPACE)).toEqual(declared);
    });

    test("removes what the set-up has made at a Ctrl-C during it", async () => {
      const { ended, prints, signal } = understudy("run");
      await prints(/made Pod locust-master/);
      signal("SIGINT");
      expect(await ended).toBe(130);
      expect(await objectsOf(NAMESPACE)).toEqual(declared);
    });
  },
);

/** Starts a process with another user's kubeconfig. The test itself goes on as before. */
function as<T>(kubeconfig: string, start: () => T): T {
  const own = process.env.KUBECONFIG;
  process.env.KUBECONFIG = kubeconfig;
  try {
    return start();
  } finally {
    process.env.KUBECONFIG = own;
  }
}

/** The target's address. */
let target = "";

interface Count {
  begun: number;
  answered: number;
}

/** What the target has seen by now. */
async function counts(): Promise<Record<string, Count>> {
  return (await fetch(`http://${target}/counts`)).json() as Promise<Record<string, Count>>;
}

const SETTINGS = {
  namespace: NAMESPACE,
  createNamespace: false,
  workers: 1,
  host: `http://target.${NAMESPACE}`,
  sidecar: false,
  run: { users: 4, runTime: "3s", tags: ["root"] },
  thresholds: { all: { p95: "8s", failures: "0%" } },
  master: SMALL,
  worker: SMALL,
};

function stackOf(image: string, more: object = {}): string {
  const images = { locust: { image }, jobs: { image } };
  return `config:
  understudy:kubeContext: ${inject("context")}
  understudy:defaults: { registry: none }
  understudy:loadtests: ${JSON.stringify([{ ...SETTINGS, ...more, images }])}
`;
}

const SCRIPT = `
from locust import FastHttpUser, constant, tag, task


class Shopper(FastHttpUser):
    wait_time = constant(0.05)

    @tag("root")
    @task
    def root(self):
        self.client.get(open("shop/paths.txt").read().strip())

    @tag("broken")
    @task
    def broken(self):
        self.client.get("/broken")

    @tag("long")
    @task
    def long(self):
        self.client.get("/long")

    @tag("never")
    @task
    def never(self):
        self.client.get("/never")
`;

const TARGET = `
  const counts = {};
  require("node:http").createServer((request, response) => {
    if (request.url === "/counts") return response.end(JSON.stringify(counts));
    const name = request.url.slice(1);
    counts[name] ??= { begun: 0, answered: 0 };
    counts[name].begun++;
    const answer = (status) => {
      if (request.socket.destroyed) return;
      counts[name].answered++;
      response.writeHead(status).end("answer");
    };
    if (name === "long") return setTimeout(answer, 2000, 200);
    if (name !== "never") answer(name === "broken" ? 500 : 200);
  }).listen(8080);
  process.on("SIGTERM", () => process.exit());`;
