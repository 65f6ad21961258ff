import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import type { LatencyPlan } from "../../src/latency/plan.ts";
import { createMetrics, prometheusText } from "../../src/server/measure/metrics.ts";
import { createServing } from "../../src/server/serving.ts";
import { answered, compileText } from "./fixture.ts";
import { startStepped } from "./steppedServer.ts";

const table = compileText(`
paths:
  /pets:
    post:
      requestBody: { content: { application/json: {} } }
      responses: { 201: { content: { text/plain: { example: made } } } }
`);

/** A server whose clock the test moves, and a request to it whose body the server waits for. */
async function arrivedPost(latency: LatencyPlan) {
  const metrics = createMetrics();
  const serving = createServing({ service: "shop", table, latency }, metrics, () => 0.5);
  const { clock, timers, port } = await startStepped(serving);
  const post = request({
    host: "127.0.0.1",
    port,
    path: "/pets",
    method: "POST",
    headers: { expect: "100-continue", "content-type": "application/json" },
  });
  await once(post, "continue");
  return { clock, timers, metrics, post };
}

test("the time that work and the body take is part of the delay, not added to it", async () => {
  const latency: LatencyPlan = { routes: { "POST /pets": { kind: "fixed", ms: 50 } } };
  const { clock, timers, metrics, post } = await arrivedPost(latency);
  clock.time = 30;
  post.end("{}");
  await expect.poll(timers).toEqual([20]);
  clock.time = 50;
  clock.fire();
  expect(await answered(post)).toBe("made");
  expect(prometheusText(metrics)).toContain(
    'understudy_request_duration_seconds_sum{route="POST /pets"} 0.05\n',
  );
});

test("a delay that is over when the work is done is not followed by a wait", async () => {
  const latency: LatencyPlan = { routes: { "POST /pets": { kind: "uniform", from: 20, to: 40 } } };
  const { clock, timers, post } = await arrivedPost(latency);
  clock.time = 31;
  post.end("{}");
  expect(await answered(post)).toBe("made");
  expect(timers()).toEqual([]);
});
