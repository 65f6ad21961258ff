/**
 * The statistics of a run as plain JSON, `statistics.json`. Written by Locust's master (`src/loadtest/locust`) from what
 * all workers counted. All times are in milliseconds, all moments in seconds since 1970.
 */
export interface Statistics {
  /** Version of this structure. */
  format: 1;
  /** All requests together; its method and name are empty. */
  all: RouteStatistics;
  /** Sorted by name, then by method. */
  routes: RouteStatistics[];
  /** One for each stage that has begun. Requests count where they ended. */
  stages: StageStatistics[];
  /** Equal stretches of the run, at most 32, from which the noise of one run is known. */
  blocks: BlockStatistics[];
  failures: Failure[];
  exceptions: RaisedException[];
}

export interface RouteStatistics {
  /** Of the request: `GET`, or another type that the script gives. */
  method: string;
  /** `/orders/{orderId}`, or another name that the script gives. */
  name: string;
  requests: number;
  failures: number;
  /** Requests without a response time are counted here and not in `times`. */
  untimed: number;
  /** Sum of all response times. */
  sum: number;
  /** Absent without a response time. */
  min?: number;
  max?: number;
  /** Bytes of all answers' bodies. */
  bytes: number;
  times: ResponseTimes;
  /** Moments of the first and the last request. */
  first?: number;
  last?: number;
}

/**
 * Response times and how often each came, in ascending order. Times within 1 % of each other are one entry: the middle of
 * their bucket, which is within 0.5 % of each.
 */
export type ResponseTimes = [ms: number, count: number][];

export interface StageStatistics {
  users: number;
  from: number;
  to: number;
  all: RouteStatistics;
  routes: RouteStatistics[];
}

export interface BlockStatistics {
  from: number;
  to: number;
  /** Response times of the routes that have any in it, by their place in `routes`; -1 stands for `all`. */
  routes: [place: number, times: ResponseTimes][];
}

export interface Failure {
  method: string;
  name: string;
  error: string;
  count: number;
}

export interface RaisedException {
  message: string;
  traceback: string;
  count: number;
  /** Workers that raised it. */
  workers: string[];
}

/** Returns the name of a route in thresholds, tables and messages: `GET /orders/{orderId}`, `all` for all requests. */
export function routeName({ method, name }: Pick<RouteStatistics, "method" | "name">): string {
  if (name === "" && method === "") return "all";
  return method === "" ? name : `${method} ${name}`;
}
