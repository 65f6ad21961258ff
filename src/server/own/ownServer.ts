import type { Measurements } from "../measure/gather.ts";
import type { Metrics } from "../measure/metrics.ts";
import type { RoutesReport } from "./routesReport.ts";

/** What the server's own pages need to know about it, and what they can make it do. */
export interface OwnServer {
  /** The mocks, in the order in which `gather` returns their metrics. */
  sites: readonly OwnSite[];
  /** Whether the server finishes the requests that it has, and accepts no new connection. */
  draining: boolean;
  /** The journal of this process; undefined if the server keeps none. */
  journal: object | undefined;
  /** Returns the measurements and journals of all processes of this server. */
  gather(): Promise<Measurements>;
  /** Empties the journals of all processes of this server. */
  clearJournals(): Promise<void>;
}

/** One mock, as far as the pages show it. */
export interface OwnSite {
  /** Path before all of the mock's paths, as in `Place`. */
  prefix?: string;
  serving: {
    metrics: Metrics;
    report(metrics: Metrics): RoutesReport;
  };
}
