import { at, type Field, fieldsOf, hasProblem, report, wrong } from "../values/check.ts";
import { integer, plain, readSaid, record, text, whole } from "../values/kinds.ts";
import type { Kind, Section, Whole } from "../values/setting.ts";
import { milliseconds, rate } from "./loadtestRun.ts";

const SHARE = 'a percentage such as "1%" or "0.1%"';

const someShare = plain(text(SHARE, /^(100|\d{1,2}(\.\d+)?)%$/), SHARE);

/** A percentage from 0% to 100%, read as a number from 0 to 1. */
const share: Kind<number> = {
  ...someShare,
  words: "percentage",
  read(field) {
    const value = someShare.read(field);
    // 0.7 / 100 is a little less than 0.007, and 7 failures of 1000 requests would be above it.
    return value === undefined ? undefined : Number(value.replace("%", "e-2"));
  },
};

export const THRESHOLD = {
  p50: { type: milliseconds, meaning: "Greatest median of the latencies.", example: "80ms" },
  p95: { type: milliseconds, meaning: "Greatest 95th percentile.", example: "300ms" },
  p99: { type: milliseconds, meaning: "Greatest 99th percentile.", example: "1s" },
  max: { type: milliseconds, meaning: "Greatest latency.", example: "5s" },
  failures: { type: share, meaning: "Greatest share of failed requests.", example: "0.1%" },
  rate: {
    type: rate('a rate of requests such as "50/s"'),
    meaning: "Fewest requests in a second or a minute.",
    example: "50/s",
  },
  requests: { type: integer({ min: 1 }), meaning: "Fewest requests.", example: 1000 },
} satisfies Section;

type Threshold = Partial<Whole<typeof THRESHOLD>>;

const threshold = whole(THRESHOLD);

const someStages = record(threshold, "limits by stage such as { 1: { p95: 300ms } }", {
  nonEmpty: true,
});

const byStage: Kind<Record<string, Threshold>> = {
  ...someStages,
  words: "limits by stage",
  read(field) {
    const stages = someStages.read(field);
    for (const stage of Object.keys(stages ?? {})) {
      if (field === undefined || /^[1-9]\d*$/.test(stage)) continue;
      report(at(field, stage), "expected the number of a stage, from 1");
    }
    return stages;
  },
};

export const ROUTE_THRESHOLD = {
  ...THRESHOLD,
  stages: {
    type: byStage,
    meaning: "Limits of single stages, by their place in `stages` from 1.",
    example: { 2: { p95: "500ms" } },
  },
} satisfies Section;

const NOTHING = "A limit is one of p50, p95, p99, max, failures, rate and requests.";

const routeThreshold: Kind<Whole<typeof ROUTE_THRESHOLD>> = {
  ...whole(ROUTE_THRESHOLD),
  read(field) {
    if (field === undefined) return undefined;
    const fields = fieldsOf(field, Object.keys(ROUTE_THRESHOLD));
    if (fields === undefined) return undefined;
    const said = readSaid(fields, ROUTE_THRESHOLD);
    return Object.keys(said).length === 0 ? withoutLimits(field) : said;
  },
};

function withoutLimits(field: Field): undefined {
  return hasProblem(field) ? undefined : wrong(field, "limits such as { p95: 300ms }", NOTHING);
}

/** Limits by the name of a route. */
export const thresholds: Kind<Record<string, Whole<typeof ROUTE_THRESHOLD>>> = {
  ...record(
    routeThreshold,
    'limits by route such as { all: { failures: 1% }, "GET /orders": { p95: 300ms } }',
  ),
  words: "limits by route",
  keys: ROUTE_THRESHOLD,
};
