import { statSync } from "node:fs";
import { join } from "node:path";
import { retried } from "../../http/retry.ts";
import { UserError } from "../../problem.ts";
import type { Bucket } from "./bucket/bucket.ts";
import { filesIn } from "./folderStore.ts";
import { isRunPath } from "./runPath.ts";
import type { RunStore } from "./runStore.ts";

/**
 * Keeps runs in a bucket. A run that is saved several times while it is on is uploaded as far as it changed.
 *
 * @param folder of the load test's runs: `reports/shop/loadtest`
 */
export function bucketStore(bucket: Bucket, folder: string, pauses?: readonly number[]): RunStore {
  const prefix = folder === "" ? "" : `${folder}/`;
  const keyOf = (id: string, path: string) => `${prefix}${id}/${path}`;
  /** Every failure names the bucket, also one of the credentials. */
  async function tried<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await retried(work, pauses);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new UserError([{ where: bucket.url, what }]);
    }
  }

  /** Versions of files that are in the bucket, by key. */
  const uploaded = new Map<string, string>();

  return {
    placeOf: (id) => `${bucket.url}/${prefix}${id}`,
    async save(id, from) {
      for (const { path } of filesIn(from).toSorted(recordLast)) {
        const file = join(from, path);
        const key = keyOf(id, path);
        const version = versionOf(file);
        if (uploaded.get(key) === version) continue;
        await tried(() => bucket.put(key, file));
        uploaded.set(key, version);
      }
    },
    async list() {
      const ids = await tried(() => bucket.folders(prefix));
      return ids.sort().reverse();
    },
    async files(id) {
      if (!isRunPath(id)) return [];
      const start = keyOf(id, "");
      const objects = await tried(() => bucket.list(start));
      return (
        objects
          .map(({ key, bytes }) => ({ path: key.slice(start.length), bytes }))
          // A console's "create folder" makes an object with a slash at the end of its name.
          .filter(({ path }) => isRunPath(path))
      );
    },
    async read(id, path) {
      if (!isRunPath(id) || !isRunPath(path)) return undefined;
      return tried(() => bucket.get(keyOf(id, path)));
    },
  };
}

/** Whoever finds a record finds everything else, too. */
function recordLast(a: { path: string }, b: { path: string }): number {
  return Number(a.path === "run.json") - Number(b.path === "run.json");
}

function versionOf(file: string): string {
  const { size, mtimeMs, ino } = statSync(file);
  return [size, mtimeMs, ino].join(" ");
}
