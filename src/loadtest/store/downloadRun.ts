import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { RunStore } from "./runStore.ts";

/** Copies a run from where it is kept into a folder, and returns the paths of its files; none if there is no such run. */
export async function downloadRun(
  store: Pick<RunStore, "files" | "read">,
  id: string,
  folder: string,
): Promise<string[]> {
  const paths: string[] = [];
  for (const { path } of await store.files(id)) {
    const content = await store.read(id, path);
    // Removed meanwhile.
    if (content === undefined) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    await pipeline(content, createWriteStream(file));
    paths.push(path);
  }
  return paths;
}
