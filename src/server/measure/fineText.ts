import { type Histogram, upperBound } from "./histogram.ts";
import { calledRoutes, type Metrics } from "./metrics.ts";

/**
 * Returns the durations in Prometheus' text format as exactly as the server knows them: by status, in buckets that are
 * 4 % wide, of which the empty ones are left out. It is for one reading, not for scraping: a route has up to a few
 * hundred lines.
 *
 * - `understudy_request_duration_seconds{route,status}`, a histogram
 * - `understudy_start_time_seconds`, since when requests are counted, in seconds since 1970
 *
 * @param start in milliseconds since 1970
 */
export function fineText(all: readonly Metrics[], start: number): string {
  return [
    "# HELP understudy_start_time_seconds Time since which requests are counted.",
    "# TYPE understudy_start_time_seconds gauge",
    `understudy_start_time_seconds ${start / 1000}`,
    "# HELP understudy_request_duration_seconds Time from a request's arrival until its answer was sent.",
    "# TYPE understudy_request_duration_seconds histogram",
    ...calledRoutes(all).flatMap(([labels, { durations }]) =>
      [...durations].flatMap(([status, histogram]) =>
        bucketLines(`${labels},status="${status}"`, histogram),
      ),
    ),
    "",
  ].join("\n");
}

function bucketLines(labels: string, { counts, total }: Histogram): string[] {
  const lines: string[] = [];
  let below = 0;
  for (const [index, count] of counts.entries()) {
    const isEdge = count > 0 || (counts[index + 1] ?? 0) > 0;
    below += count;
    if (isEdge) lines.push(bucketLine(labels, String(upperBound(index) / 1000), below));
  }
  return [...lines, bucketLine(labels, "+Inf", total)];
}

function bucketLine(labels: string, le: string, count: number): string {
  return `understudy_request_duration_seconds_bucket{${labels},le="${le}"} ${count}`;
}
