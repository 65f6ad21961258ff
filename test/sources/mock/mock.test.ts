import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { fineText } from "../../../src/server/measure/fineText.ts";
import {
  countAnswer,
  createMetrics,
  type Metrics,
  metricsOf,
  prometheusText,
} from "../../../src/server/measure/metrics.ts";
import { createMockSource } from "../../../src/sources/mock/mock.ts";
import { serveText } from "../../server/fixture.ts";
import { QUANTILES, questionOf } from "../prometheus/fixture.ts";
import { logNormal, seeded, trueQuantile, twoHumps } from "../prometheus/history.ts";
import { askShapes, expectShape, SHAPED_KEYS, SHAPED_TABLE, startShapedMock } from "../shapes.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const EVERYTHING = { from: new Date(0), to: new Date(8.64e15) };
const question = questionOf(["GET /users/{id}", "GET /pets", "POST /orders"], EVERYTHING);

describe("a running mock", () => {
  test("gives its quantiles to 2 %, whatever their shape is, and errors apart", async () => {
    const random = seeded(7);
    const shapes = {
      "GET /users/{id}": logNormal(20, 120, random),
      "GET /pets": twoHumps(logNormal(15, 20, random), logNormal(400, 600, random), 0.2, random),
      "POST /orders": () => 80,
    };
    const metrics = createMetrics();
    const truth = Object.entries(shapes).map(([key, draw]) => {
      const drawn = Array.from({ length: 5000 }, draw);
      for (const ms of drawn) countAnswer(metricsOf(metrics, key), "GET", 200, ms);
      return drawn;
    });
    for (let i = 0; i < 9; i++) countAnswer(metricsOf(metrics, "GET /pets"), "GET", 503, 0.5);
    const source = createMockSource([await serve("payments", fineText([metrics], START))]);

    const listing = await source.list(question);
    expect(listing.names).toEqual([
      { name: "GET /users/{id}", requests: 5000, apart: {} },
      { name: "GET /pets", requests: 5000, apart: { 503: 9 } },
      { name: "POST /orders", requests: 5000, apart: {} },
    ]);
    expect(listing.notes).toEqual(["Requests count since the mock's start, 2026-03-01T12:00:00Z."]);
    expect(listing.covers?.from).toEqual(new Date(START));
    const sets = Object.keys(shapes).map((key) => [key]);
    const measured = await source.measure(question, sets);
    for (const [index, { requests, quantiles }] of measured.entries()) {
      expect(requests).toBe(5000);
      expect(quantiles.map(({ p }) => p)).toEqual(QUANTILES);
      for (const { p, ms } of quantiles) {
        expect(Math.abs(ms / trueQuantile(truth[index] ?? [], p) - 1)).toBeLessThan(0.02);
      }
    }
  });

  test("gives its profiles back: log-normal, with two humps, and fixed", async () => {
    const server = await startShapedMock();
    onTestFinished(() => server.close());
    const times = await askShapes(server, async (path) =>
      (await fetch(`${server.url}${path}`)).arrayBuffer(),
    );
    const source = createMockSource([server.url]);
    const asked = { ...question, service: "users", table: SHAPED_TABLE };
    await source.list(asked);
    const sets = SHAPED_KEYS.map((key) => [key]);
    for (const [index, { quantiles }] of (await source.measure(asked, sets)).entries()) {
      expectShape(SHAPED_KEYS[index] ?? "", quantiles, times, 0);
    }
  });

  test("gives those of its service alone, if the server has several mocks", async () => {
    const all = ["payments", "catalog"].map((service): Metrics => {
      const metrics = createMetrics(service);
      countAnswer(metricsOf(metrics, "GET /pets"), "GET", 200, service === "payments" ? 10 : 99);
      return metrics;
    });
    const source = createMockSource([await serve("payments", fineText(all, START))]);
    expect((await source.list(question)).names).toEqual([
      { name: "GET /pets", requests: 1, apart: {} },
    ]);
    const [measurement] = await source.measure(question, [["GET /pets"]]);
    expect(measurement?.quantiles[0]?.ms).toBeCloseTo(10, 0);
  });

  test("that is older has wide buckets, and no statuses", async () => {
    const metrics = createMetrics();
    countAnswer(metricsOf(metrics, "GET /pets"), "GET", 503, 60);
    const source = createMockSource([await serve("payments", prometheusText(metrics))]);
    const listing = await source.list(question);
    expect(listing.names).toEqual([{ name: "GET /pets", requests: 1, apart: {} }]);
    expect(listing.notes).toEqual(["Requests count since the mock's start."]);
    const [measurement] = await source.measure(question, [["GET /pets"]]);
    expect(measurement?.quantiles[0]?.bounds).toEqual({ from: 50, to: 100 });
  });

  test("is asked as it really is", async () => {
    const server = await serveText(
      "paths: { /pets: { get: { responses: { 200: { description: ok } } } } }",
    );
    onTestFinished(() => server.close());
    const url = `http://127.0.0.1:${server.port}`;
    for (let i = 0; i < 3; i++) await (await fetch(`${url}/pets`)).arrayBuffer();
    await (await fetch(`${url}/dogs`)).arrayBuffer();
    const { service } = (await (await fetch(`${url}/_understudy/routes.json`)).json()) as {
      service: string;
    };
    const listing = await createMockSource([url]).list({ ...question, service });
    expect(listing.names).toEqual([
      { name: "GET /pets", requests: 3, apart: {} },
      { name: "unmatched", requests: 0, apart: { 404: 1 } },
    ]);
  });
});

describe("bad input", () => {
  test("an address without a mock, and a mock of another service, are named with the way out", async () => {
    const nobody = createMockSource(["http://127.0.0.1:1"]);
    await expect(nobody.list(question)).rejects.toThrow(
      'no mock answers at http://127.0.0.1:1.\n  Start the mocks ("npm start")',
    );
    const other = createMockSource([await serve("payment", "")]);
    await expect(other.list(question)).rejects.toThrow(
      "--at: the mocks there play payment, not payments.\n  Did you mean --service payment?",
    );
  });

  test("a window is refused, because a mock has sums since its start", async () => {
    const source = createMockSource(["http://127.0.0.1:1"]);
    await expect(source.list({ ...question, from: new Date(START) })).rejects.toThrow(
      "a mock only has sums since its start, not the requests of a window",
    );
  });
});

/** Serves the own pages of a mock. */
async function serve(service: string, metrics: string): Promise<string> {
  const server = createServer((request, response) => {
    const isReport = request.url === "/_understudy/routes.json";
    response.end(isReport ? JSON.stringify({ service }) : metrics);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
