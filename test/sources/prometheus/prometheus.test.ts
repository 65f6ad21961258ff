import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PrometheusOptions } from "../../../src/sources/prometheus/options.ts";
import { createPrometheusSource } from "../../../src/sources/prometheus/prometheus.ts";
import type { Measurement, SourceQuestion } from "../../../src/sources/source.ts";
import { expectQuantiles, optionsOf, QUANTILES, questionOf } from "./fixture.ts";
import {
  type CountedSeries,
  type History,
  historyText,
  logNormal,
  seeded,
  trueQuantile,
  twoHumps,
} from "./history.ts";
import { hasPrometheus, type RealPrometheus, startPrometheus } from "./realPrometheus.ts";

const DAY = Date.parse("2026-03-01T00:00:00Z") / 1000;
const HOUR = 3600;
const KEYS = ["GET /users/{userId}", "GET /users/{userId}/pets", "POST /orders", "GET /never"];

const LONG_AGO = { from: new Date("2020-01-01T00:00:00Z"), to: new Date("2020-01-02T00:00:00Z") };

const random = seeded(42);
const slow = logNormal(20, 120, random);
const humps = twoHumps(logNormal(15, 20, random), logNormal(400, 600, random), 0.2, random);
const fixed = () => 80;

/** Two instances of payments, of which one restarts twice, and another service. */
const series: CountedSeries[] = ["a:80", "b:80"].flatMap((instance) => [
  counted(instance, "GET", "/v1/users/:id", "200", 20, slow),
  counted(instance, "GET", "/v1/users/:id", "404", 5, () => 1),
  counted(instance, "GET", "/v1/users/:id/pets", "200", 10, humps),
  counted(instance, "POST", "/v1/orders/", "201", 10, fixed),
  counted(instance, "POST", "/v1/orders/", "504", 1, () => 30_000),
  counted(instance, "GET", "/metrics", "200", 1, () => 2),
]);

/** The same service as Istio's proxies see it, and one more metric without a known name or unit. */
const istio: CountedSeries[] = ["destination", "source"].map((reporter) => ({
  labels: {
    reporter,
    destination_service_name: "payments",
    response_code: "200",
    namespace: "shop",
  },
  requests: 10,
  draw: () => (reporter === "destination" ? 30 : 60),
}));
const own: CountedSeries[] = ["PUT", "GET"].map((verb) => ({
  labels: { app: "payments", path: `${verb} /v1/users/17`, team: "a" },
  requests: 2,
  draw: () => 30,
}));

const span = { from: DAY, to: DAY + 48 * HOUR, every: 300 };
const histories: History[] = [
  { metric: "http_server_request_duration_seconds", ...span, series },
  { metric: "istio_request_duration_milliseconds", ...span, series: istio },
  { metric: "checkout_took", ...span, from: DAY + 12 * HOUR, series: own },
];

describe.skipIf(!hasPrometheus())("a real Prometheus with classic histograms", () => {
  let prometheus: RealPrometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus({ history: historyText(histories) });
  }, 120_000);
  afterAll(() => prometheus[Symbol.asyncDispose]());

  test("gives back what each route took, over instances and restarts", async () => {
    const { listing, measured } = await pull(questionOf(KEYS, { basePaths: ["/v1", ""] }));
    expect(listing.names.map(({ name, apart }) => [name, apart])).toEqual([
      ["GET /metrics", {}],
      ["GET /users/{userId}", { 404: 2880 }],
      ["GET /users/{userId}/pets", {}],
      ["POST /orders", { 504: 576 }],
    ]);
    expect(listing.notes).toEqual([]);
    expect(listing.query).toBe(
      'sum by (http_route, http_request_method, le) (increase(http_server_request_duration_seconds_bucket{job="shop/payments", http_response_status_code=~"200|201"}[1d]))',
    );
    expectTruth(measured, DAY, DAY + 24 * HOUR, 0.02);
    expect(measured[3]).toEqual({ requests: 0, quantiles: [] });
  });

  test("counts only the daily hours, of each day", async () => {
    const to = new Date("2026-03-03T00:00:00Z");
    const hours = { from: 9, to: 12, zone: "Europe/Berlin" };
    const question = questionOf(KEYS, { basePaths: ["/v1", ""], to, hours });
    const { listing, measured } = await pull(question);
    expect(listing.query).toContain("[3h]");
    // Two days of 36 intervals, in which two instances have 20 requests each.
    expect(measured[0]?.requests).toBe(2880);
    expectTruth(
      measured,
      [DAY + 8 * HOUR, DAY + 32 * HOUR],
      [DAY + 11 * HOUR, DAY + 35 * HOUR],
      0.02,
    );
  });

  test("counts the statuses that are asked for", async () => {
    const statuses = { text: "504", accepts: (status: number) => status === 504 };
    const { listing, measured } = await pull(
      questionOf(KEYS, { basePaths: ["/v1", ""], statuses }),
    );
    expect(listing.names.find(({ name }) => name === "POST /orders")).toEqual({
      name: "POST /orders",
      requests: 576,
      apart: { 201: 5760 },
    });
    // 30 s are beyond the last edge, where nothing is known.
    expect(measured[2]).toEqual({ requests: 576, quantiles: [], above: 10_000 });
  });

  test("measures several names as one", async () => {
    const source = createPrometheusSource(optionsOf(prometheus.url));
    const question = questionOf(KEYS, { basePaths: ["/v1", ""] });
    await source.list(question);
    const [users = "", , orders = ""] = KEYS;
    const [both] = await source.measure(question, [[users, orders]]);
    expect(both?.requests).toBe(17_280);
    const truth = [users, orders].flatMap((key) => drawn(key, DAY, DAY + 24 * HOUR));
    expectQuantiles(
      both?.quantiles ?? [],
      QUANTILES.map((p) => trueQuantile(truth, p)),
    );
  });

  test("of Istio has one profile of the service, as its own proxy measured it, and says what helps", async () => {
    const question = questionOf(KEYS);
    const options = { metric: "istio_request_duration_milliseconds" };
    for (const [reporter, ms] of [
      ["destination", 50],
      ["source", 75],
    ] as const) {
      // The fixture counts in seconds.
      const source = createPrometheusSource(
        optionsOf(prometheus.url, { ...options, reporter, unit: 1000 }),
      );
      const listing = await source.list(question);
      expect(listing.names).toEqual([{ name: "(all requests)", requests: 2880, apart: {} }]);
      expect(listing.serviceWide).toMatch(/--from access-log.*classification/);
      const [measurement] = await source.measure(question, [["(all requests)"]]);
      expect(measurement?.requests).toBe(2880);
      expect(measurement?.quantiles[0]?.bounds?.to).toBe(ms);
    }
  });

  test("has any histogram, whose labels and unit the user names; raw paths go through the matcher", async () => {
    const options = { metric: "checkout_took_bucket", routeLabel: "path", unit: 1000 };
    const { listing, measured } = await pull(questionOf(KEYS, { basePaths: ["/v1", ""] }), options);
    expect(listing.names.map(({ name }) => name)).toEqual([
      "GET /users/{userId}",
      "PUT /v1/users/17",
    ]);
    expect(listing.notes).toEqual([
      "checkout_took has values only since 2026-03-01T12:00Z.",
      "checkout_took has no label of the status, so all answers count, also fast errors (--status-label names one).",
    ]);
    expect(measured[0]?.quantiles[0]?.bounds).toEqual({ from: 25, to: 50 });
  });

  test("takes the series that the user selects", async () => {
    const selector = '{job="shop/<service>", instance="a:80"}';
    const { listing } = await pull(questionOf(KEYS), { selector });
    expect(listing.names.find(({ name }) => name === "POST /v1/orders/")?.requests).toBe(2880);
    expect(listing.query).toContain('{job="shop/payments", instance="a:80", ');
  });

  test("tells what is wrong, with the nearest names", async () => {
    const messages: [Partial<SourceQuestion>, Partial<PrometheusOptions>, string][] = [
      [{ service: "payment" }, {}, 'There are "shop/payments"'],
      [{}, { metric: "checkout_tok", unit: 1 }, 'Did you mean "checkout_took"?'],
      [{}, { metric: "checkout_took" }, "Add --unit s or --unit ms."],
      [{}, { routeLabel: "http_rout" }, 'has no label "http_rout" in the window'],
      [{}, { selector: 'job="' }, "Look at --selector"],
      [{}, { selector: 'job="nobody"' }, "has no requests in the window"],
      [LONG_AGO, {}, "It has no values at all in the window"],
    ];
    for (const [changes, options, message] of messages) {
      const source = createPrometheusSource(optionsOf(prometheus.url, options));
      await expect(source.list(questionOf(KEYS, changes))).rejects.toThrow(message);
    }
  });

  async function pull(question: SourceQuestion, changes = {}) {
    const source = createPrometheusSource(optionsOf(prometheus.url, changes));
    const listing = await source.list(question);
    const listed = new Set(listing.names.map(({ name }) => name));
    const sets = question.table.routes.map((route) =>
      source.namesOf(route, question.table).filter((name) => listed.has(name)),
    );
    const measured = await source.measure(question, sets);
    return {
      listing,
      measured: KEYS.map(
        (key) => measured[question.table.routes.findIndex((route) => route.key === key)],
      ),
    };
  }
});

/** Expects what is measured of the first three routes to be what was drawn between some times. */
function expectTruth(
  measured: readonly (Measurement | undefined)[],
  from: number | number[],
  to: number | number[],
  tolerance: number,
): void {
  const ends = [to].flat();
  for (const [index, key] of KEYS.slice(0, 3).entries()) {
    const truth = [from].flat().flatMap((start, i) => drawn(key, start, ends[i] ?? start));
    const { requests, quantiles } = measured[index] ?? { requests: 0, quantiles: [] };
    expect(Math.abs(requests / truth.length - 1)).toBeLessThan(tolerance);
    expectQuantiles(
      quantiles,
      QUANTILES.map((p) => trueQuantile(truth, p)),
    );
  }
}

function counted(
  instance: string,
  method: string,
  route: string,
  status: string,
  requests: number,
  draw: () => number,
): CountedSeries {
  const labels = {
    job: "shop/payments",
    instance,
    http_request_method: method,
    http_route: route,
    http_response_status_code: status,
  };
  const restarts = instance === "a:80" ? [DAY + 7 * HOUR + 10, DAY + 15 * HOUR + 10] : [];
  return { labels, requests, draw, drawn: [], restarts };
}

/** Returns the latencies of a route's successful requests after `from` and up to `to`. */
function drawn(key: string, from: number, to: number): number[] {
  const [method, path = ""] = key.split(" ");
  const route = `/v1${path.replace("{userId}", ":id")}`;
  return series
    .filter(
      ({ labels }) =>
        labels.http_request_method === method &&
        labels.http_route?.replace(/\/$/, "") === route &&
        labels.http_response_status_code?.startsWith("2"),
    )
    .flatMap((one) => one.drawn ?? [])
    .filter(({ at }) => at > from && at <= to)
    .map(({ ms }) => ms);
}
