import { open } from "node:fs/promises";
import { request as byHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { request as byHttps } from "node:https";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { NoAnswer } from "./request.ts";

/** A slower connection counts as broken. */
const SLOWEST_BYTES_PER_SECOND = 500_000;

/**
 * Sends a file as the body of a request, with the length that it has now, even if it grows meanwhile. Not by `fetch`: that
 * leaves the file open when the server answers before it has read everything.
 *
 * @throws {NoAnswer} which names the host
 */
export async function sendFile(
  url: string,
  { method, headers }: { method: string; headers: Record<string, string> },
  file: string,
): Promise<Response> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const seconds = 60 + Math.ceil(size / SLOWEST_BYTES_PER_SECOND);
    const signal = AbortSignal.timeout(seconds * 1000);
    const asked = (url.startsWith("https:") ? byHttps : byHttp)(url, {
      method,
      // Without a length, the body would be sent in chunks, which S3 refuses.
      headers: { ...headers, "content-length": size },
      signal,
    });
    const answer = answerTo(asked).catch((error) => {
      const { host } = new URL(url);
      if (signal.aborted) throw new NoAnswer(host, undefined, `no answer in ${seconds} s`);
      throw new NoAnswer(host, error.code, error.message || error.code);
    });
    if (size === 0) asked.end();
    else {
      const content = handle.createReadStream({ start: 0, end: size - 1, autoClose: false });
      // A server may refuse before it has read everything. Then its answer counts, if there is one.
      pipeline(content, asked).catch(() => undefined);
    }
    return await answer.finally(() => asked.destroy());
  } finally {
    await handle.close();
  }
}

async function answerTo(asked: ClientRequest): Promise<Response> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on("response", resolve);
    asked.on("error", reject);
  });
  const { statusCode: status = 0, headers } = response;
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(await text(response), { status, headers: pairs });
}
