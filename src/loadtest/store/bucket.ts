import { Readable } from "node:stream";
import { FinalError } from "./retry.ts";

/** A bucket of S3, GCS or a server that speaks like one of them. */
export interface Bucket {
  /** `s3://reports` */
  url: string;
  put(key: string, content: Uint8Array): Promise<void>;
  /** Returns an object's content, or undefined if it is not there. */
  get(key: string): Promise<Readable | undefined>;
  /** Returns the objects whose keys begin with `prefix`. */
  list(prefix: string): Promise<{ key: string; bytes: number }[]>;
  /** Returns what follows `prefix` in keys, up to the next slash. */
  folders(prefix: string): Promise<string[]>;
}

/** Longer than a report of ten thousand routes takes. */
export const ANSWER_MS = 60_000;

/**
 * Returns a response that succeeded, or undefined if there is no such object.
 *
 * @throws {FinalError} when the server refuses
 * @throws {Error} when another try may succeed
 */
export async function checked(
  url: string,
  response: Response,
  codeIn: (text: string) => string | undefined,
): Promise<Response | undefined> {
  if (response.ok) return response;
  const text = await response.text();
  const code = codeIn(text);
  // A HEAD or GET for an object that is not there. A bucket that is not there has another code.
  if (response.status === 404 && code !== "NoSuchBucket") return undefined;
  const message = `${url}: ${code ?? `status ${response.status}`}`;
  const mayPass = response.status >= 500 || response.status === 429 || response.status === 408;
  throw mayPass ? new Error(message) : new FinalError(message);
}

/** Returns a response's body as Node's streams have it. */
export function contentOf({ body }: Response): Readable {
  return body === null ? Readable.from([]) : Readable.fromWeb(body);
}
