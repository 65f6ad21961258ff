import type { Readable } from "node:stream";
import type { StoredFile } from "../reporterApi.ts";

/** Where the runs of a load test are kept. Every call rejects if the place cannot be reached. */
export interface RunStore {
  /** Returns where a run lies, for people: `s3://reports/shop/loadtest/2026-11-27T12-30-05Z`. */
  placeOf(id: string): string;
  /** Copies a run's folder there, in place of what was there of it. */
  save(id: string, folder: string): Promise<void>;
  /** Returns the ids of all runs, the newest first. */
  list(): Promise<string[]>;
  /** Returns the files of a run, by their paths in its folder, or an empty list if there is no such run. */
  files(id: string): Promise<StoredFile[]>;
  /** Returns a file's content, which may be longer than this process' memory, or undefined if it is not there. */
  read(id: string, path: string): Promise<Readable | undefined>;
}
