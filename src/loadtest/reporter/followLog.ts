import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get as getPlain } from "node:http";
import { type RequestOptions, request } from "node:https";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Place } from "../cluster/place.ts";

/** A log that is longer is cut: a script that prints each response would fill the disk. */
const LOG_BYTES = 20_000_000;

/**
 * Writes the log of a container behind what a file has, until the container ends or the connection breaks.
 *
 * @param path of the log, without `follow`
 * @throws {Error} when it cannot be read, or not to its end
 */
export async function followLog(
  { kubeConfig }: Place,
  path: string,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const server = kubeConfig.getCurrentCluster()?.server ?? "";
  const url = new URL(`${server.replace(/\/$/, "")}${path}&follow=true`);
  const options: RequestOptions = { signal };
  await kubeConfig.applyToHTTPSOptions(options);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = url.protocol === "http:" ? getPlain(url, options) : request(url, options);
    sent.on("response", resolve).on("error", reject).end();
  });
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`status ${response.statusCode}`);
  }
  await pipeline(response, upTo(LOG_BYTES), createWriteStream(file, { flags: "a" }), { signal });
}

/** Returns a stream that passes on so many bytes, and then a line that says so if there are more. */
export function upTo(most: number): Transform {
  let left = most;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (left >= 0 && chunk.length > left) {
        this.push(`${chunk.subarray(0, left)}\n[cut: the log is longer than ${most} bytes]\n`);
        left = -1;
      } else if (left >= 0) {
        this.push(chunk);
        left -= chunk.length;
      }
      done();
    },
  });
}
