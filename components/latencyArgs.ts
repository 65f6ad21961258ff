/** How long answers take, and what goes wrong. */
export interface LatencyArgs {
  /**
   * Whether there are delays and faults. `false` switches those of the latency file off too.
   * @default true
   */
  enabled?: boolean;
  /**
   * What makes the delays: faults in the callers' sidecars (`mesh`), or the mock (`mock`).
   * @default "mesh"; "mock" without Istio and with `replaces`
   * @example "mock"
   */
  inject?: string;
  /**
   * Profile of routes without one of their own, and of requests that no route matches.
   * @default the latency file's, else none
   * @example { p95: "120ms" }
   */
  default?: LatencyProfileArgs;
  /**
   * Profiles by route, as the document writes it.
   * @default the latency file's
   * @example { "GET /payments/{paymentId}": { p95: "90ms" } }
   */
  routes?: Record<string, LatencyProfileArgs>;
  /**
   * What goes wrong, by route or for all others as `default`: shares of requests by status (400 to 599), `reset` or
   * `truncate`.
   * @default the latency file's
   * @example { "POST /payments": { "503": "20%" } }
   */
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi's schema for other languages knows no `unknown`.
  faults?: Record<string, any>;
}

/**
 * How long the answers of a route take. One quantile is a fixed delay; several are a distribution that has these
 * quantiles. Durations have units.
 */
export interface LatencyProfileArgs {
  /**
   * No answer is faster. Only beside quantiles that are a distribution.
   * @example "5ms"
   */
  min?: string;
  /**
   * The median.
   * @example "30ms"
   */
  p50?: string;
  /**
   * Three of four answers are at least as fast.
   * @example "45ms"
   */
  p75?: string;
  /**
   * Nine of ten answers are at least as fast.
   * @example "70ms"
   */
  p90?: string;
  /**
   * 95 of 100 answers are at least as fast.
   * @example "90ms"
   */
  p95?: string;
  /**
   * 99 of 100 answers are at least as fast.
   * @example "250ms"
   */
  p99?: string;
  /**
   * No answer is slower. Only beside quantiles that are a distribution.
   * @example "2s"
   */
  max?: string;
  /**
   * Instead of quantiles: any duration between two, equally often.
   * @example ["20ms", "80ms"]
   */
  uniform?: string[];
  /**
   * Instead of quantiles: a log-normal distribution.
   * @example { median: "260ms", p99: "2.8s" }
   */
  lognormal?: LognormalArgs;
}

/** A log-normal distribution through two quantiles. */
export interface LognormalArgs {
  /**
   * The median.
   * @example "260ms"
   */
  median: string;
  /**
   * 99 of 100 answers are at least as fast.
   * @example "2.8s"
   */
  p99: string;
}
