import type { Method, RouteKey } from "../../openapi/table/table.ts";

/**
 * The content of `/_understudy/routes.json`, which the page at `/_understudy/` shows. All times are in milliseconds.
 */
export interface RoutesReport {
  /** The document's title. */
  title: string;
  /** The service's name in the campaign. */
  service: string;
  /** In matching order. */
  routes: RouteReport[];
  /** Number of requests that no operation matched. */
  unmatched: number;
}

export interface RouteReport {
  key: RouteKey;
  method: Method;
  /** The path template, without base path. */
  path: string;
  summary?: string;
  deprecated?: true;
  /** The tags of a document that describes their hierarchy: the titles from the outermost tag on. */
  tags?: { titles: string[]; kind?: string }[];
  /** The latency profile in the words of `describeProfile`. */
  profile: string;
  /** Quantiles of the profile; null if the server makes no delay. */
  target: Quantiles | null;
  /** Measured quantiles; null before the first request. */
  achieved: (Quantiles & { count: number }) | null;
  /** The queue of a profile with a load. Routes with the default's profile share its queue. */
  queue?: { waiting: number; refused: number };
  /** Path and query of a request that this route answers: `/payments/pay_1?limit=20`. */
  tryPath: string;
  /** Headers that such a request needs: required parameters, credentials. */
  tryHeaders?: Record<string, string>;
  /** A body for such a request; left out if it has no body, or only bodies of more than 16 KiB. */
  tryBody?: { type: string; text: string };
}

export interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
}
