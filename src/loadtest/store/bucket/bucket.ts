import type { Readable } from "node:stream";

/** A bucket of S3, GCS or a server that speaks like one of them. */
export interface Bucket {
  /** `s3://reports` */
  url: string;
  /** Uploads a file as it is now: what is written into it meanwhile is left out. */
  put(key: string, file: string): Promise<void>;
  /** Returns an object's content, or undefined if it is not there. */
  get(key: string): Promise<Readable | undefined>;
  /** Returns the objects whose keys begin with `prefix`. */
  list(prefix: string): Promise<{ key: string; bytes: number }[]>;
  /** Returns what follows `prefix` in keys, up to the next slash. */
  folders(prefix: string): Promise<string[]>;
}
