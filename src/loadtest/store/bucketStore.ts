import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bucket } from "./bucket.ts";
import { filesIn } from "./folderStore.ts";
import { retried } from "./retry.ts";
import type { RunStore } from "./runStore.ts";

/**
 * Keeps runs in a bucket.
 *
 * @param folder of the load test's runs: `reports/shop/loadtest`
 */
export function bucketStore(bucket: Bucket, folder: string, pauses?: readonly number[]): RunStore {
  const prefix = folder === "" ? "" : `${folder}/`;
  const keyOf = (id: string, path: string) => `${prefix}${id}/${path}`;
  return {
    placeOf: (id) => `${bucket.url}/${prefix}${id}`,
    async save(id, from) {
      for (const { path } of filesIn(from).toSorted(recordLast)) {
        const content = readFileSync(join(from, path));
        await retried(() => bucket.put(keyOf(id, path), content), pauses);
      }
    },
    async list() {
      const ids = await retried(() => bucket.folders(prefix), pauses);
      return ids.sort().reverse();
    },
    async files(id) {
      const start = keyOf(id, "");
      const objects = await retried(() => bucket.list(start), pauses);
      return objects.map(({ key, bytes }) => ({ path: key.slice(start.length), bytes }));
    },
    read: (id, path) => retried(() => bucket.get(keyOf(id, path)), pauses),
  };
}

/** Whoever finds a record finds everything else, too. */
function recordLast(a: { path: string }, b: { path: string }): number {
  return Number(a.path === "run.json") - Number(b.path === "run.json");
}
