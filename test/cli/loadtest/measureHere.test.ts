import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { measureHere } from "../../../cli/loadtest/measureHere.ts";
import type { Target } from "../../../cli/loadtest/target.ts";
import { connect } from "../../../src/cluster/connection.ts";
import { Unreachable } from "../../../src/loadtest/client/readyPod.ts";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import type { ReporterStatus } from "../../../src/loadtest/reporterApi.ts";
import { apiServer } from "../../cluster/apiServer.ts";
import { sampleRecord } from "../../loadtest/sampleRun.ts";
import { LISTS, METRICS, metricsAt, SERVICE } from "../../loadtest/sizing/shopCluster.ts";

const state = (requests: number) =>
  ({ requests, users: { asked: 5, now: 5, most: 5 } }) as MasterState;
const running = (requests: number): ReporterStatus => ({
  format: 1,
  run: sampleRecord({ end: "running" }),
  master: state(requests),
  removal: 0,
});
const over: ReporterStatus = { format: 1, removal: 0 };

async function target(answers: (ReporterStatus | Error)[], service?: typeof SERVICE) {
  const now = () => new Date().toISOString();
  await apiServer({ ...LISTS, [METRICS]: () => metricsAt(now(), "100m") });
  const cwd = process.cwd();
  process.chdir(mkdtempSync(join(tmpdir(), "measure-here-")));
  onTestFinished(() => process.chdir(cwd));
  return {
    config: { ...(service !== undefined && { service }), where: "Pulumi.stg.yaml: loadtests[0]" },
    reporter: {
      async status() {
        const answer = answers.shift() ?? over;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    kubeConfig: await connect("staging"),
    loadTest: "loadtest",
    stack: "stg",
  } as Target;
}

test("the service is measured until the run ends, and the run's folder has its page", async () => {
  const folder = await measureHere(
    await target([running(10), running(20), running(30)], SERVICE),
    async () => {},
  );
  expect(folder).toBe(join("runs", "loadtest", "2026-11-27T12-30-00Z"));
  const { counts, loads } = JSON.parse(readFileSync(join(folder, "service.json"), "utf8"));
  expect(counts.map(({ requests }: { requests: number }) => requests)).toEqual([10, 20, 30]);
  expect(loads).toHaveLength(3);
  expect(existsSync(join(folder, "sizing.html"))).toBe(true);
});

test("a reporter that misses some answers is asked further, and the run ends with one that has gone", async () => {
  const gone = new Unreachable("there is no Service loadtest/locust-reporter");
  const answers = [running(10), gone, gone, gone, running(20), gone, gone, gone, gone, running(30)];
  const folder = await measureHere(await target(answers, SERVICE), async () => {});
  const { counts } = JSON.parse(readFileSync(join(folder, "service.json"), "utf8"));
  expect(counts.map(({ requests }: { requests: number }) => requests)).toEqual([10, 20]);
  await expect(measureHere(await target([gone], SERVICE), async () => {})).rejects.toThrow(gone);
});

test("without a run, or without a service in the stack, the command says what is missing", async () => {
  await expect(measureHere(await target([over], SERVICE), async () => {})).rejects.toThrow(
    "loadtest: no run is on.",
  );
  await expect(measureHere(await target([running(1)]), async () => {})).rejects.toThrow(
    "Pulumi.stg.yaml: loadtests[0]: it names no service under test.",
  );
});
