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
  /**
   * Beside any of these: how the service slows down as it fills up. Only where the mock makes the delays (`inject: mock`).
   * @example { capacity: "800/s", queue: 100 }
   */
  load?: LoadArgs;
}

/** How a service slows down as it fills up. */
export interface LoadArgs {
  /**
   * The rate of requests that all replicas together can answer, by second or by minute.
   * @example "800/s"
   */
  capacity: string;
  /**
   * How many requests may wait beyond that. Others get 503.
   * @default 100
   * @example 50
   */
  queue?: number;
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
