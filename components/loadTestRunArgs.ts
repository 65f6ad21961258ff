/** What a run of a load test does. */
export interface LoadTestRunArgs {
  /**
   * Users at once.
   * @default as the command or the dashboard says
   * @example 200
   */
  users?: number;
  /**
   * Users that start in a second or a minute.
   * @default as the command or the dashboard says
   * @example "10/s"
   */
  spawnRate?: string;
  /**
   * How long a run lasts.
   * @default until it is stopped
   * @example "10m"
   */
  runTime?: string;
  /**
   * Stages of a run, in place of `users` and `runTime`.
   * @default none
   * @example [{ users: 50, duration: "2m" }]
   */
  stages?: LoadTestStageArgs[];
  /**
   * Only tasks with one of these tags run.
   * @default all tasks
   * @example ["checkout"]
   */
  tags?: string[];
}

/** A part of a run. */
export interface LoadTestStageArgs {
  /**
   * Users at once during the stage.
   * @example 100
   */
  users: number;
  /**
   * How long the stage lasts, its users' start included.
   * @example "5m"
   */
  duration: string;
}

/** Limits of a stage of a route. */
export interface StageThresholdArgs {
  /**
   * Greatest median of the latencies.
   * @default none
   * @example "80ms"
   */
  p50?: string;
  /**
   * Greatest 95th percentile.
   * @default none
   * @example "300ms"
   */
  p95?: string;
  /**
   * Greatest 99th percentile.
   * @default none
   * @example "1s"
   */
  p99?: string;
  /**
   * Greatest latency.
   * @default none
   * @example "5s"
   */
  max?: string;
  /**
   * Greatest share of failed requests.
   * @default none
   * @example "0.1%"
   */
  failures?: string;
  /**
   * Fewest requests in a second or a minute.
   * @default none
   * @example "50/s"
   */
  rate?: string;
  /**
   * Fewest requests.
   * @default none
   * @example 1000
   */
  requests?: number;
}

/** Limits of a route. */
export interface ThresholdArgs extends StageThresholdArgs {
  /**
   * Limits of single stages, by their place in `stages` from 1.
   * @default none
   * @example { "2": { p95: "500ms" } }
   */
  stages?: Record<string, StageThresholdArgs>;
}
