import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { createMetrics, prometheusText } from "../../src/server/measure/metrics.ts";
import { createServing } from "../../src/server/serving.ts";
import { compileText } from "./fixture.ts";
import { startStepped } from "./steppedServer.ts";

const table = compileText(`
openapi: 3.2.0
info: { title: Shop, version: "1" }
paths:
  /a:
    get:
      responses:
        200: { description: ok, content: { application/jsonl: { itemSchema: {}, example: [1, 2, 3] } } }
`);

/** A request for three items, 50 ms apart, to a server whose clock the test moves. */
async function asked() {
  const metrics = createMetrics();
  const latency = { routes: { "GET /a": { kind: "fixed", ms: 50 } } } as const;
  const serving = createServing({ service: "shop", table, latency }, metrics, () => 0.5);
  const { clock, timers, port } = await startStepped(serving);
  const request = get({ host: "127.0.0.1", port, path: "/a" });
  request.on("error", () => {});
  await expect.poll(timers).toEqual([50]);
  const tick = (time: number) => {
    clock.time = time;
    clock.fire();
    clock.turn();
  };
  return { tick, timers, metrics, request };
}

/** The next chunk that arrives. */
async function chunkOf(response: IncomingMessage): Promise<string> {
  const [chunk] = await once(response, "data");
  return String(chunk);
}

const COUNT = 'understudy_request_duration_seconds_sum{route="GET /a"} 0.05\n';

test("each item comes a delay after the one before, and the request is measured at the first", async () => {
  const { tick, timers, metrics, request } = await asked();
  tick(50);
  const [response] = await once(request, "response");
  expect(await chunkOf(response)).toBe("1\n");
  expect(prometheusText(metrics)).toContain(COUNT);
  expect(timers()).toEqual([50]);
  // An item that is late does not delay the next one.
  tick(120);
  expect(await chunkOf(response)).toBe("2\n");
  expect(timers()).toEqual([30]);
  const ended = once(response, "end");
  tick(150);
  expect(await chunkOf(response)).toBe("3\n");
  await ended;
  expect(prometheusText(metrics)).toContain(COUNT);
});

test("no more items are sent, and nothing is counted again, after the client went away", async () => {
  const { tick, timers, metrics, request } = await asked();
  tick(50);
  const [response] = await once(request, "response");
  await chunkOf(response);
  request.destroy();
  await expect.poll(timers).toEqual([]);
  expect(prometheusText(metrics)).not.toContain('status="499"');
});
