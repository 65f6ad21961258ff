import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { script } from "./hostile.ts";
import { startTwoLanes, type TwoLanes } from "./twoLanes.ts";

/** Requests of one script, on average. */
const PER_SCRIPT = 2.5;
/** `npm run fuzz` sends a million requests; a few in every run of the tests. */
const RUNS = Math.ceil(Number(process.env.FUZZ_LANE ?? 2_500) / PER_SCRIPT);

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes();
});
afterAll(() => lanes.close());

test("whatever a client sends, the lane answers as node:http, byte for byte, and keeps or closes alike", async () => {
  await fc.assert(
    fc.asyncProperty(script, async (texts) => {
      const [lane, node] = await lanes.play(texts);
      if (lane === node) return;
      // Requests that are read at once may be answered before node:http refuses a later one, or after. That depends on
      // who gives it the bytes. The lane does so in JavaScript, as TLS does.
      expect(lane).toBe(await lanes.playByStream(texts));
    }),
    { seed: Number(process.env.FUZZ_SEED ?? 16), numRuns: RUNS },
  );
}, 3_600_000);
