import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { contentType } from "../../contentType.ts";

/** A slower connection counts as broken. */
const SLOWEST_BYTES_PER_MS = 500;

/** The part of a request that has a file in it. */
export interface Upload {
  headers: Record<string, string>;
  body: NonNullable<RequestInit["body"]>;
  /** How long it may take. */
  milliseconds: number;
}

/** Opens a file as the body of a request: a stream with the length that the file has now, even if it grows meanwhile. */
export async function uploadOf(file: string): Promise<Upload> {
  const handle = await open(file);
  const { size } = await handle.stat();
  // A stream closes the file at its end. It cannot read nothing.
  if (size === 0) await handle.close();
  return {
    // Without a length, the body would be sent in chunks, which S3 refuses.
    headers: { "content-type": contentType(file), "content-length": String(size) },
    body: size === 0 ? "" : Readable.toWeb(handle.createReadStream({ start: 0, end: size - 1 })),
    milliseconds: 60_000 + size / SLOWEST_BYTES_PER_MS,
  };
}
