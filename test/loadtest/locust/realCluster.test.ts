import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LocalLocust } from "../../../src/loadtest/local/startLocust.ts";
import { startCluster, startTarget, statisticsOf, type Target, until } from "./cluster.ts";
import { findLocust } from "./findLocust.ts";

const { bin } = await findLocust();

describe.runIf(bin !== undefined)("a Locust cluster", () => {
  let target: Target;
  let locust: LocalLocust;
  const end = join(mkdtempSync(join(tmpdir(), "locust-end-")), "end");
  beforeAll(async () => {
    process.env.END = end;
    target = await startTarget();
    locust = await startCluster(bin ?? "", "shape.py", target.url);
  }, 120_000);
  afterAll(async () => {
    await locust?.end();
    target?.close();
  });

  test("a script's own shape says how many users there are, and stages are refused", async () => {
    const stages = [{ users: 1, seconds: 1 }];
    await expect(locust.master.start({ users: 1, spawnRate: 1, stages })).rejects.toThrow(
      "the script has a LoadTestShape",
    );
    await locust.master.start({ users: 1, spawnRate: 1 });
    await until(locust.master, ({ users }) => users.now === 4);
  });

  test("users of a killed worker go to the others, and it stays in the list", async () => {
    const [, lost] = locust.processes;
    lost?.child.kill("SIGKILL");
    const gone = await until(locust.master, ({ workers }) =>
      workers.some(({ state }) => state === "missing"),
    );
    expect(gone.workers).toHaveLength(2);
    const again = await until(
      locust.master,
      ({ workers, users }) => users.now === 4 && workers.some(({ state }) => state === "missing"),
    );
    expect(again.workers.map(({ users }) => users).sort()).toEqual([0, 4]);
  }, 120_000);

  test("the shape ends the run, the worker stays lost, failed requests are counted, and exit codes are 0", async () => {
    writeFileSync(end, "");
    const ended = await until(locust.master, (state) => state.ended !== undefined);
    expect(ended.workers.filter(({ state }) => state === "missing")).toHaveLength(1);
    expect(ended.failures).toBe(ended.requests);
    expect((await statisticsOf(locust.master)).failures).toHaveLength(1);
    await locust.end();
    const codes = locust.processes.map(({ child }) => child.exitCode ?? child.signalCode);
    expect(codes).toEqual([0, "SIGKILL", 0]);
  }, 120_000);
});

describe.runIf(bin !== undefined)("a script", () => {
  test("a mistake in it ends the processes with file and line", async () => {
    await expect(startCluster(bin ?? "", "broken.py", "http://localhost:1")).rejects.toThrow(
      "it ended by itself: broken.py, line 3: NameError: name 'HttpUsr' is not defined",
    );
  });
});
