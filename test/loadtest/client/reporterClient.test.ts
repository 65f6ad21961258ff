import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { followRun } from "../../../src/loadtest/client/followRun.ts";
import { Unreachable } from "../../../src/loadtest/client/readyPod.ts";
import { reporterClient } from "../../../src/loadtest/client/reporterClient.ts";
import { Refusal } from "../../../src/loadtest/observe/master.ts";
import { fakeReporter, RUN_ID } from "./fakeReporter.ts";

const START = {
  users: 20,
  spawnRate: 10,
  runTimeSeconds: 100,
  startedBy: "command",
  by: "alice@laptop",
} as const;
const PACE = { pollMs: 1, awayMs: 60_000 };

test("a run is started, followed until its report is written, and read file by file", async () => {
  const fake = await fakeReporter();
  const reporter = reporterClient(fake.open);
  expect(await reporter.start(START)).toEqual({ id: RUN_ID });
  expect(fake.starts).toEqual([START]);
  const shown: (string | undefined)[] = [];
  fake.onStatus = (count) => count === 3 && fake.finish();
  fake.files.set(`${RUN_ID}/logs/locust-master.log`, "hello\n");
  const show = (status: { run?: { id: string } }) => shown.push(status.run?.id);
  expect((await followRun({ reporter, id: RUN_ID, show, pace: PACE }))?.run).toBeUndefined();
  expect(shown).toEqual([RUN_ID, RUN_ID, RUN_ID]);
  expect(await reporter.files(RUN_ID)).toEqual([
    { path: "logs/locust-master.log", bytes: 1 },
    { path: "run.json", bytes: 1 },
  ]);
  const log = await reporter.read(RUN_ID, "logs/locust-master.log");
  expect(log && (await text(log))).toBe("hello\n");
  expect(await reporter.read(RUN_ID, "no.txt")).toBeUndefined();
  expect((await reporter.runs()).map(({ id }) => id)).toEqual([RUN_ID]);
  expect(await reporter.run("2026-01-01T00-00-00Z")).toBeUndefined();
});

test("a run is followed while the reporter is away for a while", async () => {
  const fake = await fakeReporter();
  const reporter = reporterClient(fake.open);
  await reporter.start(START);
  const { open } = fake;
  let calls = 0;
  const flaky = reporterClient(async () => {
    calls++;
    if (calls === 2) throw new Unreachable("it moves");
    if (calls === 4) fake.finish();
    return open();
  });
  let shown = 0;
  const show = () => void shown++;
  expect(await followRun({ reporter: flaky, id: RUN_ID, show, pace: PACE })).toBeDefined();
  expect({ calls, shown }).toEqual({ calls: 4, shown: 2 });
});

test("a reporter that stays away ends the following", async () => {
  const fake = await fakeReporter();
  fake.isThere = false;
  const reporter = reporterClient(fake.open);
  const following = followRun({
    reporter,
    id: RUN_ID,
    show: () => {},
    pace: { pollMs: 1, awayMs: 0 },
  });
  await expect(following).rejects.toThrow(Unreachable);
});

test("a refusal has the reporter's own words", async () => {
  const fake = await fakeReporter();
  fake.refusal = "the service under test calls what is no part of this load test";
  const reporter = reporterClient(fake.open);
  await expect(reporter.start(START)).rejects.toThrow(new Refusal(fake.refusal));
  await expect(reporter.stop()).rejects.toThrow(new Refusal("no run is on"));
});

test("a connection that breaks off is an Unreachable, not a failure of the command", async () => {
  const fake = await fakeReporter();
  const reporter = reporterClient(async () => {
    const socket = await fake.open();
    socket.destroy(new Error("tunnel closed"));
    return socket;
  });
  await expect(reporter.status()).rejects.toThrow(
    new Unreachable("the reporter does not answer: tunnel closed"),
  );
});
