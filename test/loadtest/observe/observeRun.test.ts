import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import { type Observation, observeRun } from "../../../src/loadtest/observe/observeRun.ts";
import { fakeMaster, KNOWN, STARTED, STATE, surroundings, worker } from "./fakeMaster.ts";

const ID = "2026-11-27T12-30-05Z";
const OVER: MasterState = { ...STATE, state: "stopped", ended: STARTED + 60 };
const PACE = { pollMs: 1, copyMs: 0, lostMs: 1_000_000 };

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "observe-"));
});
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
function observe(change: Pick<Observation, "master"> & Partial<Observation>) {
  const folder = join(root, String(++folders));
  const record = observeRun({
    ...{ surroundings: surroundings(), folder, known: KNOWN, pace: PACE },
    ...change,
  });
  return { record, read: (file: string) => readFileSync(join(folder, ID, file), "utf8") };
}

describe("the record", () => {
  test("says what ran, who started it and what came of it, and lies in the run's folder", async () => {
    const { record, read } = observe({ master: fakeMaster([STATE, OVER]) });
    expect(await record).toEqual({
      format: 1,
      id: ID,
      loadTest: "loadtest",
      stack: "stg",
      where: "cluster",
      startedBy: "dashboard",
      started: "2026-11-27T12:30:05.000Z",
      ended: "2026-11-27T12:31:05.000Z",
      end: "stopped",
      properties: { WORKER_NUM: "2" },
      script: { file: "script.py", sha256: "5f" },
      host: "http://orders.shop",
      plan: { users: 20, spawnRate: 5 },
      users: { asked: 20, most: 12 },
      workers: {
        asked: 2,
        seen: 2,
        list: [
          { id: "w-1_a1", mostCpu: 30, isLost: false, restarts: 0 },
          { id: "w-2_b2", mostCpu: 30, isLost: false, restarts: 0 },
        ],
      },
      mocks: [],
      versions: { understudy: "0.1.0", locust: "2.47.0", python: "3.11.2" },
      verdict: {
        result: "not valid",
        invalid: [
          "12 of 20 users ran at most: the load that was asked for was never reached",
          "there are no statistics of the run",
        ],
        checks: [],
      },
    });
    expect(read("verdict.md")).toContain("not valid");
    expect(read("junit.xml")).toContain('errors="1"');
    expect(JSON.parse(read("run.json"))).toEqual(await record);
  });

  test.each([
    { how: "its time is over", runTimeSeconds: 60, end: "finished" },
    { how: "it was stopped before", runTimeSeconds: 90, end: "stopped" },
  ])("says that a run ended because $how", async ({ runTimeSeconds, end }) => {
    const { record } = observe({ master: fakeMaster([STATE, { ...OVER, runTimeSeconds }]) });
    expect((await record).end).toBe(end);
  });

  test("names who started a run and its plan, where that is known better than from the master", async () => {
    const plan = { users: 20, runTimeSeconds: 60 };
    const known = { ...KNOWN, startedBy: "button" as const, plan };
    const { record } = observe({ master: fakeMaster([OVER]), known });
    expect(await record).toMatchObject({ startedBy: "button", plan });
  });
});

describe("a worker", () => {
  const gone = (workers: MasterState["workers"]) => ({ ...STATE, workers });

  test.each([
    {
      how: "is missing",
      left: [worker("w-1_a1", { state: "missing" as const }), worker("w-2_b2")],
    },
    { how: "quits", left: [worker("w-1_a1", { state: "quit" as const }), worker("w-2_b2")] },
    { how: "is forgotten by the master", left: [worker("w-2_b2")] },
  ])("that $how during the run is lost, even if another one follows", async ({ left }) => {
    const master = fakeMaster([STATE, gone(left), gone([...left, worker("w-3_c3")]), OVER]);
    const { workers } = await observe({ master }).record;
    expect(workers.list.map(({ id, isLost }) => [id, isLost])).toEqual([
      ["w-1_a1", true],
      ["w-2_b2", false],
      ["w-3_c3", false],
    ]);
    expect(workers).toMatchObject({ asked: 2, seen: 2 });
  });

  test("that leaves after the run is not lost, and one that was missing before has no part in it", async () => {
    const before = worker("w-0_z9", { state: "missing" });
    const master = fakeMaster([gone([before, ...STATE.workers]), { ...OVER, workers: [] }]);
    const { workers } = await observe({ master }).record;
    expect(workers.list.map(({ id, isLost }) => [id, isLost])).toEqual([
      ["w-1_a1", false],
      ["w-2_b2", false],
    ]);
  });

  test("has its pod's name and restarts, and the most of CPU and throttling that was seen", async () => {
    const busy = worker("w-1_a1", { mostCpu: 95, throttled: 0.2 });
    const { workers } = await observe({
      master: fakeMaster([gone([busy]), { ...OVER, workers: [worker("w-1_a1", { mostCpu: 10 })] }]),
      surroundings: surroundings({ workers: async () => [{ name: "w-1", restarts: 2 }] }),
    }).record;
    expect(workers.list).toEqual([
      { id: "w-1_a1", pod: "w-1", mostCpu: 95, throttled: 0.2, isLost: false, restarts: 2 },
    ]);
  });
});

describe("the files", () => {
  const numbered = () => {
    let call = 0;
    return async (name: string) => Buffer.from(`${name} ${++call}`);
  };

  test("are those of the end", async () => {
    const { record, read } = observe({ master: fakeMaster([STATE, OVER], numbered()) });
    await record;
    expect(read("statistics.json")).toBe("statistics.json 7");
    expect(read("report.html")).toBe("report.html 12");
  });

  test("are those of the last copy if the master is gone, and the record says so", async () => {
    const { record, read } = observe({
      master: fakeMaster([STATE, undefined], numbered()),
      surroundings: surroundings({ isMasterGone: async () => true }),
    });
    expect((await record).end).toBe("master lost");
    expect(read("statistics.json")).toBe("statistics.json 1");
  });

  const failing =
    (...names: string[]) =>
    async (name: string) => {
      if (names.includes(name)) throw new Error("was answered with status 500");
      return Buffer.from(name);
    };

  test("that the master cannot make leave the others", async () => {
    const master = fakeMaster([OVER], failing("stats.csv"));
    const { record, read } = observe({ master });
    expect((await record).isPartial).toBeUndefined();
    expect(read("report.html")).toBe("report.html");
  });

  test("of a master that has gone are not waited for one by one", async () => {
    const asked: string[] = [];
    const master = fakeMaster([STATE, undefined], async (name) => {
      asked.push(name);
      if (name !== "statistics.json") throw new Error("fetch failed");
      return Buffer.from(name);
    });
    const gone = surroundings({ isMasterGone: async () => true });
    expect((await observe({ master, surroundings: gone }).record).end).toBe("master lost");
    expect(asked).toEqual(["statistics.json", "stats.csv"]);
  });

  test("are asked for again at the end, since a verdict on older statistics would be wrong", async () => {
    let asked = 0;
    const master = fakeMaster([OVER], async (name) => {
      if (++asked < 3) throw new Error("fetch failed");
      return Buffer.from(name);
    });
    const { record, read } = observe({ master });
    expect((await record).isPartial).toBeUndefined();
    expect(read("statistics.json")).toBe("statistics.json");
  });

  test("are not those of the next run", async () => {
    let asked = 0;
    const next = { ...STATE, run: (STATE.run ?? 0) + 1, started: (STATE.started ?? 0) + 60 };
    const { record, read } = observe({
      master: fakeMaster([OVER, next], async (name) => {
        if (++asked === 1) throw new Error("fetch failed");
        return Buffer.from(`${name} of the next run`);
      }),
    });
    expect((await record).isPartial).toBe(true);
    expect(() => read("statistics.json")).toThrow("ENOENT");
  });

  test("are not waited for once the observation is stopped", async () => {
    const stop = new AbortController();
    let asked = 0;
    const master = fakeMaster([OVER], async () => {
      asked++;
      stop.abort();
      throw new Error("fetch failed");
    });
    const { record } = observe({ master, signal: stop.signal });
    expect((await record).isPartial).toBe(true);
    expect(asked).toBe(1);
  });

  test("of a run whose last statistics cannot be had are older, so that it is not valid", async () => {
    const { record } = observe({
      master: fakeMaster([STATE, { ...OVER, runTimeSeconds: 60 }], failing("statistics.json")),
      surroundings: surroundings({ isMasterGone: async () => true }),
    });
    const { isPartial, end, verdict } = await record;
    expect([isPartial, end]).toEqual([true, "finished"]);
    expect(verdict?.invalid).toContain(
      "the master did not give its last statistics: those of the report are older",
    );
  });

  test("are not taken from the run that follows", async () => {
    const next = { ...STATE, run: 2, started: STARTED + 100 };
    const { record, read } = observe({ master: fakeMaster([STATE, next], numbered()) });
    expect((await record).end).toBe("stopped");
    expect(read("statistics.json")).toBe("statistics.json 1");
  });

  test("of a master that was started again are not taken: its run was lost", async () => {
    const fresh = { ...STATE, run: 0 };
    delete fresh.started;
    expect((await observe({ master: fakeMaster([STATE, fresh]) }).record).end).toBe("master lost");
  });
});

describe("a run that a master ends because its pod is removed", () => {
  const gone = surroundings({ isMasterGone: async () => true });

  test("was not stopped by anybody: its master is lost", async () => {
    const { record, read } = observe({ master: fakeMaster([STATE, OVER]), surroundings: gone });
    const { end, ended, verdict } = await record;
    expect([end, ended, verdict?.result]).toEqual([
      ...["master lost", "2026-11-27T12:31:05.000Z", "not valid"],
    ]);
    expect(verdict?.invalid).toContain("the master was lost during the run");
    expect(read("verdict.md")).toContain("the master was lost during the run");
  });

  test("is whole if its time was over", async () => {
    const over = { ...OVER, runTimeSeconds: 60 };
    const { record } = observe({ master: fakeMaster([STATE, over]), surroundings: gone });
    expect((await record).end).toBe("finished");
  });
});

test("a run that was on before anybody looked says until when nobody watched it", async () => {
  const known = { ...KNOWN, isLate: true };
  const before = new Date().toISOString();
  const { unwatchedUntil = "", verdict } = await observe({
    master: fakeMaster([STATE, OVER]),
    known,
  }).record;
  expect(unwatchedUntil >= before).toBe(true);
  expect(verdict?.invalid.join()).toContain(`nobody watched the run until ${unwatchedUntil}`);
});

test("a master that misses some answers is not lost", async () => {
  const master = fakeMaster([STATE, undefined, undefined, STATE, OVER]);
  expect((await observe({ master }).record).end).toBe("stopped");
});

test("a master whose pod is there and that does not answer for long is lost", async () => {
  const master = fakeMaster([STATE, undefined]);
  const pace = { ...PACE, lostMs: 5 };
  expect((await observe({ master, pace }).record).end).toBe("master lost");
});

test("an observation that is ended before the run leaves a folder that says so, and another one goes on", async () => {
  const stop = new AbortController();
  const lost = { ...STATE, workers: [worker("w-1_a1")] };
  const first = observe({
    master: fakeMaster([STATE, lost]),
    onState: (_, { workers }) => workers.list[1]?.isLost && stop.abort(),
    signal: stop.signal,
  });
  expect((await first.record).end).toBe("running");
  expect(JSON.parse(first.read("run.json")).end).toBe("running");
  const folder = join(root, String(folders));
  const record = await observe({ master: fakeMaster([lost, OVER]), folder }).record;
  expect(record.workers.list[1]).toMatchObject({ id: "w-2_b2", isLost: true });
  expect(record.end).toBe("stopped");
});

test("a call that is not allowed stops the run, and the record names it", async () => {
  const leak = {
    host: "api.stripe.com",
    foundIn: "env URL of Deployment shop/orders",
    fix: "Add it.",
  };
  const master = fakeMaster([STATE, { ...OVER, runTimeSeconds: 60 }]);
  const watching = surroundings({ leaks: async () => [leak] });
  expect(await observe({ master, surroundings: watching }).record).toMatchObject({
    end: "leak",
    leaks: [leak],
  });
  expect(master.refused[0]).toBe(
    "the service under test calls what is no part of this load test:\napi.stripe.com (env URL of Deployment shop/orders): Add it.",
  );
});
