import type { Connection } from "./connection.ts";

/** What the user says about a Prometheus and its metrics. Everything else is found out. */
export interface PrometheusOptions {
  connection: Connection;
  /** Name of the histogram, with or without `_bucket`. */
  metric?: string | undefined;
  routeLabel?: string | undefined;
  methodLabel?: string | undefined;
  statusLabel?: string | undefined;
  /** Matchers instead of the service's label, without braces. `<service>` stands for the service's name. */
  selector?: string | undefined;
  /** Milliseconds of the metric's unit. */
  unit?: number | undefined;
  /** Which proxy of Istio measured: both see each request. */
  reporter: string;
}
