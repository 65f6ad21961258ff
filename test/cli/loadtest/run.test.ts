import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { attendedRun, type RunValues } from "../../../cli/loadtest/attendedRun.ts";
import { loadTestNames } from "../../../src/campaign/loadTestNames.ts";
import { loadTestOf } from "../../../src/campaign/loadTestOf.ts";
import { connect } from "../../../src/cluster/connection.ts";
import { readCampaign } from "../../../src/config/readCampaign.ts";
import { reporterClient } from "../../../src/loadtest/client/reporterClient.ts";
import type { Verdict } from "../../../src/loadtest/runRecord.ts";
import {
  FAKE_CONTEXT,
  type FakeCluster,
  fakeCluster,
  type JobOutcome,
} from "../../loadtest/client/fakeCluster.ts";
import { type FakeReporter, fakeReporter, RUN_ID } from "../../loadtest/client/fakeReporter.ts";
import { sampleRecord, sampleRoute, sampleStatistics } from "../../loadtest/sampleRun.ts";
import { runHere } from "../inProcess.ts";
import { declaredObjects, loadTestFolder } from "./stack.ts";

const VALUES: RunValues = {
  users: 20,
  "spawn-rate": 10,
  "run-time": 100,
  stages: undefined,
  tags: undefined,
  detach: false,
  keep: false,
  json: false,
};

let folder: string;
let reporter: FakeReporter;
let cluster: FakeCluster;
let said: string[];

/** The Jobs end at once. A set-up starts the reporter, a clean-up ends it. */
async function start(outcome?: (job: Job) => JobOutcome) {
  folder = loadTestFolder();
  reporter = await fakeReporter();
  reporter.isThere = false;
  cluster = await fakeCluster(declaredObjects(), (job) => {
    const isSetup = job.metadata?.name?.startsWith("loadtest-setup") ?? false;
    reporter.isThere = isSetup;
    return outcome?.(job) ?? { log: "Done.\n", end: "Complete" };
  });
}

async function run(over: Partial<RunValues> = {}): Promise<number> {
  const { campaign } = readCampaign("stg", folder);
  const config = loadTestOf(campaign, undefined);
  const home = process.cwd();
  process.chdir(folder);
  const listeners = ["SIGINT", "SIGTERM"].map(
    (name) => [name, process.listeners(name as "SIGINT")] as const,
  );
  const write = (stream: NodeJS.WriteStream) =>
    vi.spyOn(stream, "write").mockImplementation(() => true);
  const spies = [
    vi.spyOn(console, "log").mockImplementation((...parts) => void said.push(format(...parts))),
    vi
      .spyOn(console, "error")
      .mockImplementation((...parts) => void said.push(`error: ${format(...parts)}`)),
    write(process.stdout),
    write(process.stderr),
  ];
  onTestFinished(() => {
    process.chdir(home);
    for (const spy of spies) spy.mockRestore();
    for (const [name, before] of listeners) {
      for (const listener of process.listeners(name as "SIGINT")) {
        if (!before.includes(listener)) process.removeListener(name, listener);
      }
    }
  });
  const target = {
    ...{ stack: "stg", config, names: loadTestNames(config), loadTest: "loadtest" },
    ...{ kubeConfig: await connect(FAKE_CONTEXT), reporter: reporterClient(reporter.open) },
  };
  return attendedRun(target, { ...VALUES, ...over });
}

/** The Jobs in their order, with the arguments beside those of the template. */
function jobs(): string[] {
  return cluster.jobs.map(({ metadata, spec }) => {
    const { args = [] } = spec?.template.spec?.containers[0] ?? {};
    return [metadata?.name?.replace(/-[^-]*$/, ""), ...args.slice(1)].join(" ");
  });
}

/** Writes the report of the run that is on. */
function finish(result: Verdict["result"], over: { end?: "finished" | "stopped" } = {}) {
  const statistics = sampleStatistics([sampleRoute("GET", "/orders", [[10, 100]])]);
  reporter.files.set(`${RUN_ID}/statistics.json`, JSON.stringify(statistics));
  reporter.files.set(`${RUN_ID}/logs/locust-master.locust.log`, "hello\n");
  reporter.finish({ ...over, verdict: { result, invalid: [], checks: [] } });
}

beforeEach(() => {
  said = [];
});

describe("a run from set-up to clean-up", () => {
  test.each([
    ["passed", 0],
    ["failed", 1],
    ["not valid", 2],
  ] as const)(
    "that %s ends with exit code %i, its report here and nothing in the cluster",
    async (result, code) => {
      await start();
      reporter.onStatus = (count) => count === 2 && finish(result);
      expect(await run()).toBe(code);
      expect(jobs()).toEqual(["loadtest-setup only", "loadtest-cleanup"]);
      const { by, ...asked } = reporter.starts[0] ?? {};
      expect(asked).toEqual({
        users: 20,
        spawnRate: 10,
        runTimeSeconds: 100,
        host: "http://orders.shop",
        startedBy: "command",
      });
      expect(by).toMatch(/^.+@.+$/);
      const here = join("runs", "loadtest", RUN_ID);
      expect(readFileSync(join(folder, here, "logs/locust-master.locust.log"), "utf8")).toBe(
        "hello\n",
      );
      const text = said.join("\n");
      expect(text).toContain(`Run ${RUN_ID} has begun: 20 users for 100s, 10 more each second.`);
      expect(text).toContain(`Load test loadtest of stg: ${result}`);
      expect(said.at(-1)).toContain(`\nHere it is in ${here}`);
    },
  );

  test("prints its record alone to standard output with --json", async () => {
    await start();
    reporter.onStatus = (count) => count === 2 && finish("passed");
    expect(await run({ json: true })).toBe(0);
    const printed = said.filter((text) => !text.startsWith("error: "));
    expect(printed.map((text) => JSON.parse(text))).toEqual([
      expect.objectContaining({ id: RUN_ID, folder: join("runs", "loadtest", RUN_ID) }),
    ]);
  });

  test.each([
    ["", undefined, "The stack's report names neither a claim nor a bucket"],
    [
      ", report: { claim: reports }",
      undefined,
      `The report is kept at claim reports: loadtest/${RUN_ID}`,
    ],
    [
      ", report: { claim: reports }",
      "claim reports: disk full",
      "not kept where the stack says: claim reports: disk full",
    ],
  ])("says where its report is kept%s", async (settings, problem, expected) => {
    await start();
    const file = join(folder, "Pulumi.stg.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace('orders.shop"', `orders.shop"${settings}`),
    );
    reporter.storeProblem = problem;
    reporter.onStatus = (count) => count === 2 && finish("passed");
    expect(await run({ keep: true })).toBe(0);
    expect(said.join("\n")).toContain(expected);
  });

  test("leaves the Locust cluster with --keep", async () => {
    await start();
    reporter.onStatus = (count) => count === 2 && finish("passed");
    expect(await run({ keep: true })).toBe(0);
    expect(jobs()).toEqual(["loadtest-setup only"]);
  });

  test("goes on without the command with --detach", async () => {
    await start();
    expect(await run({ detach: true })).toBe(0);
    expect(jobs()).toEqual(["loadtest-setup only"]);
    expect(reporter.run?.id).toBe(RUN_ID);
  });
});

describe("Ctrl-C", () => {
  test("once ends the run, whose report comes here", async () => {
    await start();
    reporter.onStatus = (count) => count === 2 && process.emit("SIGINT");
    expect(await run()).toBe(0);
    expect(reporter.stops).toBe(1);
    expect(jobs()).toEqual(["loadtest-setup only", "loadtest-cleanup"]);
    const record = readFileSync(join(folder, "runs/loadtest", RUN_ID, "run.json"), "utf8");
    expect(JSON.parse(record).end).toBe("stopped");
  });

  test("twice removes everything at once", async () => {
    await start();
    // npm repeats a signal that the terminal has given already; only a later one counts.
    const clock = vi.spyOn(performance, "now");
    onTestFinished(() => clock.mockRestore());
    reporter.onStatus = (count) => {
      if (count < 2 || count > 3) return;
      clock.mockReturnValue(count * 10_000);
      // The run goes on, because its users take long.
      const { run } = reporter;
      process.emit("SIGINT");
      reporter.run = run;
    };
    expect(await run()).toBe(130);
    expect(jobs()).toEqual(["loadtest-setup only", "loadtest-cleanup at-once"]);
    expect(existsSync(join(folder, "runs"))).toBe(false);
  });

  test("during the set-up removes its Job, and what it has made", async () => {
    await start((job) => {
      const isSetup = job.metadata?.name?.startsWith("loadtest-setup");
      if (isSetup) process.emit("SIGINT");
      return { log: "", end: isSetup ? "running" : "Complete" };
    });
    expect(await run()).toBe(130);
    expect(jobs()).toEqual(["loadtest-setup only", "loadtest-cleanup"]);
    expect(cluster.changes.filter((change) => change.startsWith("DELETE"))).toEqual([
      expect.stringContaining("/jobs/loadtest-setup-"),
    ]);
    expect(reporter.starts).toEqual([]);
  });
});

describe("no run", () => {
  test("is made beside another one: who runs since when is told, and nothing is touched", async () => {
    await start();
    reporter.isThere = true;
    reporter.run = sampleRecord({ end: "running", by: "bob@desk" });
    await expect(run()).rejects.toThrow(
      `loadtest: run ${RUN_ID} is on since 12:30:00 UTC, started by bob@desk.\n  Wait for its end, or end it: understudy loadtest stop.`,
    );
    expect(cluster.changes).toEqual([]);
  });

  test("is removed that somebody else started during the set-up", async () => {
    await start();
    reporter.refusal = "run is on";
    const { open } = reporter;
    reporter.open = async () => {
      const socket = await open();
      reporter.run = sampleRecord({ end: "running", startedBy: "dashboard" });
      return socket;
    };
    await expect(run()).rejects.toThrow("started by somebody in the dashboard");
    expect(jobs()).toEqual(["loadtest-setup only"]);
  });

  test("is started if the reporter refuses, and the Locust cluster is removed", async () => {
    await start();
    reporter.refusal = "the service under test calls stripe.com";
    await expect(run()).rejects.toThrow("the service under test calls stripe.com");
    expect(jobs()).toEqual(["loadtest-setup only", "loadtest-cleanup"]);
  });

  test("is started after a set-up that failed, which is removed", async () => {
    await start(({ metadata }) => ({
      log: "quota\n",
      end: metadata?.name?.startsWith("loadtest-setup") ? "Failed" : "Complete",
    }));
    await expect(run()).rejects.toThrow(
      "loadtest: the Locust cluster could not be set up, for the reason above.",
    );
    expect(jobs()).toEqual(["loadtest-setup only", "loadtest-cleanup"]);
    expect(said).toContain("  quota");
  });
});

const STAGES =
  '--stages: expected durations from 1s to 720h with numbers of users from 1 to 1000000 such as "1m:50,5m:200"';

test("mistakes are told all at once, with exit code 3, before anything is started", async () => {
  await start();
  const call = runHere(
    folder,
    "loadtest",
    "run",
    "--users",
    "many",
    "--stages",
    "5",
    "--run-time",
    "0s",
  );
  expect(await call.ended).toBe(3);
  expect(call.stderr).toBe(
    [
      '--users: expected a number from 1 to 1000000, received "many".',
      '--run-time: expected a duration from 1s to 720h such as "10m", received "0s".',
      `${STAGES}, received "5".`,
      "",
    ].join("\n"),
  );
  const next = runHere(folder, "loadtest", "run", "--users", "1");
  expect(await next.ended).toBe(3);
  expect(next.stderr).toContain("--run-time: expected how long the load lasts, received nothing.");
  expect(next.stderr).toContain("--users: 1 user is fewer than the 2 workers");
  expect(cluster.changes).toEqual([]);
});

test.each([
  [
    ["--users", "1000001", "--spawn-rate", "1000001/s", "--run-time", "721h"],
    [
      '--users: expected a number from 1 to 1000000, received "1000001".',
      '--spawn-rate: expected a rate up to 1000000/s such as "200/s", received "1000001/s".',
      '--run-time: expected a duration from 1s to 720h such as "10m", received "721h".',
    ],
  ],
  [["--stages", "1s:1,721h:1"], [`${STAGES}, received "1s:1,721h:1".`]],
  [["--stages", "1s:1000001"], [`${STAGES}, received "1s:1000001".`]],
])("numbers beyond the limits are refused with these: %j", async (options, told) => {
  const call = runHere(loadTestFolder(), "loadtest", "run", ...options);
  expect({ code: await call.ended, stderr: call.stderr }).toEqual({
    code: 3,
    stderr: `${told.join("\n")}\n`,
  });
});

test.each([["status"], ["run"], ["run", "--local"]])(
  "a mistake in the stack is told with its line: %j",
  async (...words) => {
    const stack = `config:
  understudy:defaults: { registry: none }
  understudy:loadtests:
    - images: { locust: { image: a }, jobs: { image: b } }
      workers: 0
`;
    const call = runHere(loadTestFolder({ "Pulumi.stg.yaml": stack }), "loadtest", ...words);
    expect(await call.ended).toBeGreaterThan(0);
    expect(call.stderr).toBe(
      "Pulumi.stg.yaml:5: loadtests[0].workers: expected an integer from 1 to 9999, received 0.\n",
    );
  },
);

test("without a load test in the stack, that is told", async () => {
  await start();
  const call = runHere(folder, "loadtest", "run", "--name", "other");
  expect(await call.ended).toBe(3);
  expect(call.stderr).toContain("no such load test: other");
});
