import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FinalError } from "../../../src/http/retry.ts";
import type { Bucket } from "../../../src/loadtest/store/bucket/bucket.ts";
import { bucketStore } from "../../../src/loadtest/store/bucketStore.ts";
import { UserError } from "../../../src/problem.ts";

const ID = "2026-11-27T12-30-05Z";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "run-"));
  mkdirSync(join(folder, "logs"));
  for (const file of ["run.json", "stats.csv", "logs/locust-master.locust.log", "half.csv.new"]) {
    writeFileSync(join(folder, file), file);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A bucket in memory whose `put` fails in the way of `failures`, one after the other. */
function memoryBucket(failures: Error[] = []): Bucket & { objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>();
  const keys = (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix));
  return {
    url: "s3://reports",
    objects,
    async put(key, file) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      objects.set(key, readFileSync(file));
    },
    async get(key) {
      const content = objects.get(key);
      return content && Readable.from([content]);
    },
    list: async (prefix) =>
      keys(prefix).map((key) => ({ key, bytes: objects.get(key)?.length ?? 0 })),
    folders: async (prefix) => [
      ...new Set(keys(prefix).map((key) => key.slice(prefix.length).split("/")[0] ?? "")),
    ],
  };
}

test("a run's folder is uploaded with all files in it, its record last", async () => {
  const bucket = memoryBucket();
  await bucketStore(bucket, "shop/loadtest").save(ID, folder);
  expect([...bucket.objects.keys()]).toEqual([
    `shop/loadtest/${ID}/logs/locust-master.locust.log`,
    `shop/loadtest/${ID}/stats.csv`,
    `shop/loadtest/${ID}/run.json`,
  ]);
});

test("runs are listed from the newest, and read", async () => {
  const store = bucketStore(memoryBucket(), "");
  await store.save(ID, folder);
  await store.save("2026-11-28T00-00-00Z", folder);
  expect(await store.list()).toEqual(["2026-11-28T00-00-00Z", ID]);
  expect((await store.files(ID)).map(({ path, bytes }) => [path, bytes])).toEqual([
    ["logs/locust-master.locust.log", 29],
    ["stats.csv", 9],
    ["run.json", 8],
  ]);
  expect(await text((await store.read(ID, "run.json")) ?? Readable.from([]))).toBe("run.json");
  expect(await store.read(ID, "none.json")).toBeUndefined();
  expect(store.placeOf(ID)).toBe(`s3://reports/${ID}`);
});

test("a run that is saved again is uploaded as far as it changed", async () => {
  const bucket = memoryBucket();
  const store = bucketStore(bucket, "");
  await store.save(ID, folder);
  bucket.objects.clear();
  writeFileSync(join(folder, "stats.csv"), "longer than before");
  await store.save(ID, folder);
  expect([...bucket.objects.keys()]).toEqual([`${ID}/stats.csv`]);
});

test.each(["..", "a/../../b", "a//b", "./a", "a\\..\\b", ""])(
  "nothing is read at %j, which leads elsewhere in a URL",
  async (path) => {
    const bucket = memoryBucket();
    bucket.get = async () => Readable.from(["no"]);
    const store = bucketStore(bucket, "shop");
    expect(await store.read(ID, path)).toBeUndefined();
    expect(await store.read(path, "run.json")).toBeUndefined();
  },
);

test("the objects that consoles make for folders are no files", async () => {
  const bucket = memoryBucket();
  bucket.objects.set(`${ID}/`, new Uint8Array()).set(`${ID}/logs/`, new Uint8Array());
  await bucketStore(bucket, "").save(ID, folder);
  const paths = (await bucketStore(bucket, "").files(ID)).map(({ path }) => path);
  expect(paths).toEqual(["logs/locust-master.locust.log", "stats.csv", "run.json"]);
});

test("an upload that fails is tried again", async () => {
  const bucket = memoryBucket([new Error("status 503"), new Error("status 503")]);
  await bucketStore(bucket, "", [0, 0]).save(ID, folder);
  expect(bucket.objects.size).toBe(3);
});

test("an upload that fails each time is told", async () => {
  const failures = [1, 2, 3].map((n) => new Error(`status 503, try ${n}`));
  const saved = bucketStore(memoryBucket(failures), "", [0, 0]).save(ID, folder);
  await expect(saved).rejects.toThrow("status 503, try 3");
});

test("a refusal is told at once", async () => {
  const failures = [new FinalError("AccessDenied"), new Error("never")];
  const saved = bucketStore(memoryBucket(failures), "", [0, 0]).save(ID, folder);
  await expect(saved).rejects.toThrow(
    new UserError([{ where: "s3://reports", what: "AccessDenied" }]),
  );
  expect(failures.length).toBe(1);
});
