import { open } from "node:fs/promises";
import { request as byHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { request as byHttps } from "node:https";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { NoAnswer } from "./request.ts";

/** In milliseconds, without a byte in either direction. */
const IDLE_MS = 60_000;

export interface Asked {
  method: string;
  headers: Record<string, string>;
  /** Path of a file that is the body, with the length that it has now, even if it grows meanwhile. */
  file?: string;
}

export interface Answer {
  status: number;
  ok: boolean;
  headers: Headers;
  content: Readable;
}

/**
 * Sends a request whose body or whose answer may be longer than this process' memory. Not by `fetch`: that leaves a file
 * open if the server answers before it has read everything, and its assertion ends the process if the server closes the
 * connection while nobody reads the answer.
 *
 * @throws {NoAnswer} which names the host
 */
export async function exchange(url: string, { method, headers, file }: Asked): Promise<Answer> {
  if (file === undefined) {
    const asked = begin(url, method, headers);
    asked.end();
    return answerTo(asked, url);
  }
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    // Without a length, the body would be sent in chunks, which S3 refuses.
    const asked = begin(url, method, { ...headers, "content-length": String(size) });
    if (size === 0) asked.end();
    else {
      const content = handle.createReadStream({ start: 0, end: size - 1, autoClose: false });
      // A server may refuse before it has read everything. Then its answer counts, if there is one.
      pipeline(content, asked).catch(() => undefined);
    }
    try {
      const answer = await answerTo(asked, url);
      return { ...answer, content: Readable.from([await buffer(answer.content)]) };
    } finally {
      asked.destroy();
    }
  } finally {
    await handle.close();
  }
}

function begin(url: string, method: string, headers: Record<string, string>): ClientRequest {
  const asked = (url.startsWith("https:") ? byHttps : byHttp)(url, { method, headers });
  asked.setTimeout(IDLE_MS, () => asked.destroy(new Error(`no answer in ${IDLE_MS / 1000} s`)));
  return asked;
}

async function answerTo(asked: ClientRequest, url: string): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on("response", resolve);
    asked.on("error", ({ code, message }: NodeJS.ErrnoException) =>
      reject(new NoAnswer(new URL(url).host, code, message || code || "no answer")),
    );
  });
  const { statusCode: status = 0 } = response;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
  return { status, ok: status >= 200 && status < 300, headers, content: response };
}
