import { FinalError } from "./retry.ts";

/** In milliseconds, until an answer begins. */
const ANSWER_MS = 60_000;

/** A server that could not be reached. */
export class NoAnswer extends Error {
  /** `ECONNREFUSED`, or undefined if it did not answer in time. */
  readonly code: string | undefined;

  constructor(host: string, code: string | undefined, reason: string) {
    super(`${host} cannot be reached: ${reason}`);
    this.code = code;
  }
}

/**
 * Sends a request. Redirects are not followed: a signature holds for one host.
 *
 * @param milliseconds until the answer must begin
 * @throws {NoAnswer} which names the host
 */
export async function request(
  url: string,
  init: RequestInit,
  milliseconds = ANSWER_MS,
): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  try {
    return await fetch(url, { redirect: "manual", signal: controller.signal, ...init });
  } catch (error) {
    const { host } = new URL(url);
    if (controller.signal.aborted) {
      throw new NoAnswer(host, undefined, `no answer in ${milliseconds / 1000} s`);
    }
    // The message of `fetch` is "fetch failed"; a refusal by several addresses has a code alone.
    const { code, message } = Object(error instanceof Error ? error.cause : undefined);
    throw new NoAnswer(host, code, message || code || String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Returns whether the same request may succeed later. */
export function mayPass(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** Returns an error that says whether another try may succeed. */
export function failure(status: number, message: string): Error {
  return mayPass(status) ? new Error(message) : new FinalError(message);
}
