import type { Method, RouteKey } from "../../openapi/table/table.ts";

/** What `/_understudy/routes.json` answers and the page at `/_understudy/` shows. All times in milliseconds. */
export interface RoutesReport {
  /** The document's title. */
  title: string;
  /** The service's name in the campaign. */
  service: string;
  /** In matching order. */
  routes: RouteReport[];
  /** Requests so far that no operation matched. */
  unmatched: number;
}

export interface RouteReport {
  key: RouteKey;
  method: Method;
  /** The path template, without base path. */
  path: string;
  summary?: string;
  deprecated?: true;
  /** The latency profile in words, as `describeProfile` gives it. */
  profile: string;
  /** What the profile asks for, or null where the server makes no delay. */
  target: Quantiles | null;
  /** What was measured so far, or null before the first request. */
  achieved: (Quantiles & { count: number }) | null;
  /** Path and query of a request that this route answers: `/payments/pay_1?limit=20`. */
  tryPath: string;
  /** Headers that such a request needs: required parameters, credentials. */
  tryHeaders?: Record<string, string>;
  /** A body that such a request may have; left out where there is none, or none of 16 KiB or less. */
  tryBody?: { type: string; text: string };
}

export interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
}
