import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRecord, writeRecord } from "../../../src/loadtest/observe/runFolder.ts";
import { type RunKeeper, runKeeper } from "../../../src/loadtest/reporter/runKeeper.ts";
import { folderStore } from "../../../src/loadtest/store/folderStore.ts";
import type { RunStore } from "../../../src/loadtest/store/runStore.ts";
import { UserError } from "../../../src/problem.ts";
import { sampleRecord } from "../sampleRun.ts";

const ID = sampleRecord().id;
const OLDER = "2026-11-26T02-00-00Z";
const REFUSED = new UserError([{ where: "s3://reports", what: "AccessDenied", fix: "Ask." }]);

let root: string;
let end: AbortController;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "keeper-"));
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  rmSync(root, { recursive: true });
});

const here = () => join(root, "here");
const there = () => join(root, "there");

/** A store in another folder, which refuses everything while `isRefused`. */
function otherStore() {
  const store = folderStore(there(), "bucket");
  const asked = { isRefused: false, saves: 0 };
  const unlessRefused =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A) => {
      if (asked.isRefused) throw REFUSED;
      return call(...args);
    };
  const refusing: RunStore = {
    placeOf: store.placeOf,
    save: unlessRefused(async (id, from) => {
      asked.saves++;
      return store.save(id, from);
    }),
    list: unlessRefused(store.list),
    files: unlessRefused(store.files),
    read: unlessRefused(store.read),
  };
  return { store: refusing, asked };
}

function written(id: string, folder = here()): string {
  const run = join(folder, id);
  mkdirSync(run, { recursive: true });
  writeRecord(run, sampleRecord({ id }));
  writeFileSync(join(run, "report.html"), id);
  return run;
}

const contentOf = async (keeper: RunKeeper, id: string) => {
  const content = await keeper.read(id, "report.html");
  return content && text(content);
};

describe("a run that is kept", () => {
  test("is where the stack says, and the newest one is known", async () => {
    const { store } = otherStore();
    const keeper = runKeeper(store, here(), end.signal);
    for (const id of [ID, OLDER]) {
      written(id);
      await keeper.keep(id);
    }
    expect(readFileSync(join(there(), ID, "report.html"), "utf8")).toBe(ID);
    expect(keeper.placeOf(ID)).toBe(`bucket/${ID}`);
    expect([keeper.last, keeper.problem]).toEqual([ID, undefined]);
    expect([keeper.isWritten(OLDER), keeper.isWritten("2026-11-28T00-00-00Z")]).toEqual([
      ...[true, false],
    ]);
  });

  test("is listed with those of earlier reporters, the newest first, and each once", async () => {
    written(OLDER, there());
    written(ID, there());
    written(ID);
    mkdirSync(join(here(), "lost+found"));
    const keeper = runKeeper(otherStore().store, here(), end.signal);
    expect(await keeper.list()).toEqual([ID, OLDER]);
    expect(await contentOf(keeper, OLDER)).toBe(OLDER);
    expect((await keeper.files(OLDER)).map(({ path }) => path)).toEqual([
      "report.html",
      "run.json",
    ]);
  });
});

describe("a store that refuses", () => {
  test("is told with its reason, in the record too, and the run is found here", async () => {
    const { store, asked } = otherStore();
    asked.isRefused = true;
    const keeper = runKeeper(store, here(), end.signal);
    const run = written(ID);
    await keeper.keep(ID);
    expect(keeper.problem).toBe("s3://reports: AccessDenied");
    expect(readRecord(run)?.notKept).toBe("s3://reports: AccessDenied");
    expect(keeper.placeOf(ID)).toBe(`the reporter's own disk/${ID}`);
    expect(await keeper.list()).toEqual([ID]);
    expect((await keeper.record(ID))?.notKept).toBe("s3://reports: AccessDenied");
    expect(await contentOf(keeper, ID)).toBe(ID);
    expect(keeper.isWritten(ID)).toBe(true);
  });

  test("and takes the run later: it is kept, and the problem is over", async () => {
    const { store, asked } = otherStore();
    asked.isRefused = true;
    const keeper = runKeeper(store, here(), end.signal);
    written(ID);
    await keeper.keep(ID);
    asked.isRefused = false;
    await keeper.keep(ID);
    expect([keeper.problem, keeper.placeOf(ID)]).toEqual([undefined, `bucket/${ID}`]);
    expect((await keeper.record(ID))?.notKept).toBeUndefined();
    expect(readRecord(join(there(), ID))?.notKept).toBeUndefined();
  });

  test("one run and not the next still has a problem", async () => {
    const { store, asked } = otherStore();
    const keeper = runKeeper(store, here(), end.signal);
    asked.isRefused = true;
    written(OLDER);
    await keeper.keep(OLDER);
    asked.isRefused = false;
    written(ID);
    await keeper.keep(ID);
    expect(keeper.problem).toBe("s3://reports: AccessDenied");
  });

  test("a copy during the run tells it, until one succeeds", async () => {
    const { store, asked } = otherStore();
    const keeper = runKeeper(store, here(), end.signal);
    written(ID);
    asked.isRefused = true;
    await keeper.snapshot(ID);
    expect(keeper.problem).toBe("s3://reports: AccessDenied");
    asked.isRefused = false;
    await keeper.snapshot(ID);
    expect(keeper.problem).toBeUndefined();
    expect([existsSync(join(there(), ID)), keeper.last]).toEqual([true, undefined]);
  });
});

test("a run is fetched once, from where it is kept", async () => {
  written(ID, there());
  const keeper = runKeeper(otherStore().store, here(), end.signal);
  await keeper.fetch(ID);
  expect(readRecord(join(here(), ID))?.id).toBe(ID);
  writeFileSync(join(here(), ID, "report.html"), "changed");
  await keeper.fetch(ID);
  expect(await contentOf(keeper, ID)).toBe("changed");
});

test("the record of a run that is on is read anew each time", async () => {
  const run = written(ID, there());
  const keeper = runKeeper(otherStore().store, here(), end.signal);
  const { ended: _, ...on } = sampleRecord({ end: "running" });
  writeRecord(run, on);
  expect((await keeper.record(ID))?.end).toBe("running");
  writeRecord(run, sampleRecord());
  expect((await keeper.record(ID))?.end).toBe("finished");
});
