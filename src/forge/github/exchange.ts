import { formatDuration } from "../../latency/duration.ts";
import { type Failed, failed } from "./outcome.ts";

export interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What one answer may take. */
export interface Limits {
  /** In milliseconds, until the answer is here as a whole. */
  timeout: number;
  /** Of the answer. */
  bytes: number;
}

/** A page of a hundred pull requests has about 3 MB, with the longest texts 30. */
export const LIMITS: Limits = { timeout: 20_000, bytes: 32 * 2 ** 20 };

/** Sends one request, and follows no redirect: the token belongs to one host. The failure's reason names the host alone. */
export async function exchange(sent: Sent, limits: Limits): Promise<Answer | Failed> {
  const { host } = new URL(sent.url);
  const signal = AbortSignal.timeout(limits.timeout);
  try {
    const response = await fetch(sent.url, {
      method: sent.method,
      headers: sent.headers,
      ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }),
      redirect: "manual",
      signal,
    });
    const text = await textOf(response, limits.bytes);
    if (text === undefined) {
      return failed(`${host} answered with more than ${limits.bytes / 2 ** 20} MiB`);
    }
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    if (signal.aborted) {
      return failed(`${host} did not answer within ${formatDuration(limits.timeout)}`);
    }
    // The message of `fetch` is "fetch failed" or "terminated"; its cause knows more.
    const { code, message } = Object(error instanceof Error ? error.cause : undefined);
    return failed(`${host} cannot be reached: ${code ?? message ?? "no answer"}`);
  }
}

/** Returns the body, or undefined if it is too long. */
async function textOf(response: Response, most: number): Promise<string | undefined> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
