import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { script } from "./hostile.ts";
import { startTwoLanes, type TwoLanes } from "./twoLanes.ts";

/** `npm run fuzz` sends a million requests; a few in every run of the tests. */
const REQUESTS = Number(process.env.FUZZ_LANE ?? 2_000);
/** Scripts that are played at the same time, at most. They share the turns of the event loop that each waits for. */
const AT_ONCE = 32;
/** Requests of all scripts that are played at the same time, on average. */
const PER_RUN = (2.5 * AT_ONCE) / 2;

const scripts = fc.array(script, { minLength: 1, maxLength: AT_ONCE, size: "max" });

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes();
});
afterAll(() => lanes.close());

test("whatever a client sends, the lane answers as node:http, byte for byte, and keeps or closes alike", async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (all) => {
      const differ = await Promise.all(all.map(isDifferent));
      // With other scripts beside it, two writes of a script may be one read of one of the servers.
      for (const texts of all.filter((_, i) => differ[i])) await expectAlike(texts);
    }),
    { seed: Number(process.env.FUZZ_SEED ?? 16), numRuns: Math.ceil(REQUESTS / PER_RUN) },
  );
}, 3_600_000);

/** Where a byte makes some parsers see a header, and others none. */
const PLACES = [
  (byte: string) => `${byte}Transfer-Encoding: chunked`,
  (byte: string) => `Transfer${byte}Encoding: chunked`,
  (byte: string) => `Transfer-Encoding${byte}: chunked`,
  (byte: string) => `Transfer-Encoding:${byte}chunked`,
  (byte: string) => `Transfer-Encoding: chunked${byte}`,
  (byte: string) => `X: y${byte}Transfer-Encoding: chunked`,
  (byte: string) => `X: y\r${byte}Transfer-Encoding: chunked`,
  (byte: string) => `Content-Length: 3${byte}`,
  (byte: string) => `Content-Length${byte}: 3`,
];

test("a request is never smuggled: whatever byte is near a length or a coding, both see the same requests", async () => {
  const within = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const body = `0\r\n\r\n${within}`;
  const step = REQUESTS < 1_000_000 ? 16 : 1;
  for (const [i, place] of PLACES.entries()) {
    for (let code = i % step; code < 256; code += step) {
      const lines = ["Host: a", place(String.fromCharCode(code)), `Content-Length: ${body.length}`];
      for (const headers of [lines, lines.toReversed()]) {
        await expectAlike([`POST / HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${body}`]);
      }
    }
  }
}, 3_600_000);

async function isDifferent(texts: string[]): Promise<boolean> {
  const [lane, node] = await lanes.play(texts);
  return lane !== node;
}

async function expectAlike(texts: string[]): Promise<void> {
  const [lane, node] = await lanes.play(texts);
  if (lane === node) return;
  // Requests that are read at once may be answered before node:http refuses a later one, or after. That depends on who
  // gives it the bytes. The lane does so in JavaScript, as TLS does.
  expect(lane).toBe(await lanes.playByStream(texts));
}
