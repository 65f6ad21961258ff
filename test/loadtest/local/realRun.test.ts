import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RunRecord } from "../../../src/loadtest/runRecord.ts";
import { endAll, run } from "../../cli/process.ts";
import { folderOf } from "../../cli/project.ts";
import { startTarget, type Target } from "../locust/cluster.ts";
import { findLocust } from "../locust/findLocust.ts";

const { bin } = await findLocust();

const SCRIPT = `from locust import FastHttpUser, constant, task


class Orders(FastHttpUser):
    wait_time = constant(0.05)

    @task
    def orders(self):
        self.client.get("/orders/1", name="/orders/{id}")
`;

/** Its users finish nothing, so that a run that is to end waits for them. */
const ENDLESS = SCRIPT.replace(/self\.client\.get.*/, "time.sleep(3600)").replace(
  /^/,
  "import time\n\n",
);

function stackFolder(threshold: string, script = SCRIPT): string {
  return folderOf({
    "Pulumi.stg.yaml": `config:
  understudy:kubeContext: nowhere
  understudy:defaults: { registry: registry.example.com }
  understudy:loadtests:
    - host: http://orders.shop
      workers: 2
      thresholds: { all: { ${threshold} } }
`,
    "loadtest/script.py": script,
  });
}

/** A PATH with these folders alone. */
function withPath(...folders: string[]) {
  vi.stubEnv("PATH", folders.join(delimiter));
  onTestFinished(() => void vi.unstubAllEnvs());
}

function recordIn(folder: string): { record: RunRecord; files: string[] } {
  const runs = join(folder, "runs/loadtest");
  const [id = ""] = readdirSync(runs);
  return {
    record: JSON.parse(readFileSync(join(runs, id, "run.json"), "utf8")),
    files: readdirSync(join(runs, id), { recursive: true }).map(String).sort(),
  };
}

describe.runIf(bin !== undefined)("loadtest run --local", () => {
  let target: Target;
  beforeAll(async () => {
    target = await startTarget();
  });
  afterEach(endAll);
  afterAll(() => target?.close());

  const start = (folder: string, ...args: string[]) => {
    withPath(bin ?? "", process.env.PATH ?? "");
    return run(folder, ...["loadtest", "run", "--local", "--host", target.url, ...args]);
  };

  test("a run leaves its report and verdict here, with Locust of the PATH", {
    timeout: 120_000,
  }, async () => {
    const folder = stackFolder("p99: 10s, failures: 0%");
    const load = start(folder, "--users", "4", "--spawn-rate", "4/s", "--run-time", "6s");
    expect([await load.ended, load.stderr]).toEqual([0, ""]);
    expect(load.stdout).toContain("The load has begun: 4 users for 6s, 4 more each second.");
    const { record, files } = recordIn(folder);
    expect(record).toMatchObject({
      ...{ where: "local", stack: "stg", end: "finished", startedBy: "command" },
      ...{ host: target.url, users: { asked: 4, most: 4 } },
      properties: { WORKER_NUM: "2", LOCUST_SCRIPT: "script.py" },
      workers: { asked: 2, seen: 2 },
      verdict: { result: "passed", invalid: [] },
    });
    expect(files).toEqual([
      ...["exceptions.csv", "failures.csv", "junit.xml", "logs", "logs/locust-master.log"],
      ...["logs/locust-worker-1.log", "logs/locust-worker-2.log", "report.html", "run.json"],
      ...["statistics.json", "stats.csv", "stats_history.csv", "verdict.md"],
    ]);
    expect(readdirSync(join(folder, "loadtest"))).toEqual(["script.py"]);
  });

  test("a run that Locust's master refuses ends with the reason", {
    timeout: 120_000,
  }, async () => {
    const load = start(
      stackFolder("requests: 1"),
      "--users",
      "2",
      "--run-time",
      "1s",
      "--tags",
      "no",
    );
    expect([await load.ended, load.stderr]).toEqual([
      ...[3, "loadtest: no task of the script has one of the tags no.\n"],
    ]);
  });

  test("Ctrl-C ends the run with its report, and a broken threshold is exit code 1", {
    timeout: 120_000,
  }, async () => {
    const folder = stackFolder("requests: 1000000");
    const load = start(folder, "--users", "2", "--run-time", "10m");
    await target.hasAnswered(100);
    load.signal("SIGINT");
    await load.ended;
    const { end, verdict } = recordIn(folder).record;
    expect([end, verdict?.result, verdict?.invalid]).toEqual(["stopped", "failed", []]);
    expect(await load.ended).toBe(1);
  });

  test("Ctrl-C twice ends everything at once", { timeout: 120_000 }, async () => {
    const folder = stackFolder("requests: 1", ENDLESS);
    const load = start(folder, "--users", "2", "--run-time", "10m");
    await load.prints(/requests\/s/);
    load.signal("SIGINT");
    await load.prints(/Ctrl-C again ends at once/);
    // The same keystroke may arrive twice within half a second.
    const again = setInterval(() => load.signal("SIGINT"), 600);
    expect(await load.ended).toBe(130);
    clearInterval(again);
  });

  test("without Python one line says so", async () => {
    const empty = folderOf({});
    withPath(empty);
    const load = run(
      stackFolder("requests: 1"),
      ...["loadtest", "run", "--local"],
      "--users",
      "2",
      "--run-time",
      "1s",
    );
    expect(await load.ended).toBe(3);
    expect(load.stderr.trimEnd()).toBe(
      "--local: Locust needs Python 3.10 or newer, and there is none on the PATH.",
    );
  });
});
