import { expect } from "vitest";
import type { RouteTable } from "../../../src/openapi/table/table.ts";
import type { PrometheusOptions } from "../../../src/sources/prometheus/options.ts";
import type { MeasuredQuantile, SourceQuestion } from "../../../src/sources/source.ts";
import { tableOf } from "../../emit/fixture.ts";

export const QUANTILES = [0.5, 0.95, 0.99];

/** A question for the service payments: answers of 2xx and 3xx of one day. */
export function questionOf(
  keys: string[] | RouteTable,
  { basePaths = [""], ...changes }: Partial<SourceQuestion> & { basePaths?: string[] } = {},
): SourceQuestion {
  return {
    service: "payments",
    table: Array.isArray(keys) ? tableOf(keys, basePaths) : keys,
    from: new Date("2026-03-01T00:00:00Z"),
    to: new Date("2026-03-02T00:00:00Z"),
    statuses: { text: "2xx,3xx", accepts: (status) => status >= 200 && status < 400 },
    quantiles: QUANTILES,
    ...changes,
  };
}

/** Options for a Prometheus at an address. */
export function optionsOf(
  url: string,
  changes: Partial<PrometheusOptions> = {},
): PrometheusOptions {
  return { connection: { url, secrets: [] }, reporter: "destination", ...changes };
}

/**
 * Expects quantiles to be as they were drawn: p50 and p95 to 5 %, p99 to 10 %; or else to be in a bucket that has the
 * true value, because more is not known.
 */
export function expectQuantiles(
  found: readonly MeasuredQuantile[],
  truth: readonly number[],
): void {
  expect(found.map(({ p }) => p)).toEqual(QUANTILES);
  for (const [index, { p, ms, bounds }] of found.entries()) {
    const expected = truth[index] ?? Number.NaN;
    const isNear = Math.abs(ms / expected - 1) <= (p > 0.95 ? 0.1 : 0.05);
    const isWithin = bounds !== undefined && bounds.from <= expected && expected <= bounds.to;
    expect({ p, ms, bounds, expected, isRight: isNear || isWithin }).toMatchObject({
      isRight: true,
    });
  }
}
