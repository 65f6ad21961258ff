import type { Route, RouteTable } from "../openapi/table/table.ts";

/**
 * A place where measured latencies lie: Datadog, Prometheus, access logs, a running mock. `pull` asks it twice: for the
 * names it has, and then, once it is known which names belong to which operation, for the quantiles of each operation.
 */
export interface LatencySource {
  /** As in `--from`: `datadog`. */
  kind: string;
  /**
   * Whether all that the source has counts if the user names no window: a log file is its own window. Then the question
   * is from the earliest to the latest possible time.
   */
  wholeByDefault?: true;
  /**
   * Returns all names that an operation may have in this source. A name that two operations share is reported as an
   * ambiguity, never guessed. Sources that know paths, not templates, match them and use the route's key as the name.
   */
  namesOf(route: Route, table: RouteTable): string[];
  /** Returns the forms in which this source may have a name that the code has. Without it, names are there as they are. */
  formsOf?(name: string): string[];
  /**
   * Returns every name that has requests in the window.
   * @throws {UserError} if the source cannot be asked or has nothing there
   */
  list(question: SourceQuestion): Promise<Listing>;
  /**
   * Returns one measurement for each set of names, in their order: the requests of all its names together. The sets
   * are disjoint, and their names come from `list`.
   * @throws {UserError} if the source cannot be asked
   */
  measure(question: SourceQuestion, sets: readonly (readonly string[])[]): Promise<Measurement[]>;
  /**
   * Returns how busy each set was and how fast it answered, time by time, if the source knows. A capacity follows from
   * that.
   * @throws {UserError} if the source cannot be asked
   */
  rates?(question: SourceQuestion, sets: readonly (readonly string[])[]): Promise<RatePair[][]>;
}

/** A short time of a window, such as a minute: the requests that count, their rate and their mean latency. */
export interface RatePair {
  requests: number;
  perSecond: number;
  ms: number;
}

/** What is to be measured. */
export interface SourceQuestion {
  /** The service's name in the stack. */
  service: string;
  table: RouteTable;
  from: Date;
  to: Date;
  /** Only these hours of each day count. */
  hours?: DailyHours;
  /** Which answers count. The others are only counted apart. */
  statuses: StatusFilter;
  /** The quantiles to ask for, as probabilities in ascending order. */
  quantiles: readonly number[];
  /** The names that the stack says the routes of, in all forms that the source may have them in. */
  given?: ReadonlySet<string>;
  /** Tells the user what a long measurement is doing, as one short line: `checkout.log: 40 %`. */
  progress?(text: string): void;
}

/** Hours of the day, such as 10 (included) to 22 (excluded). `from` above `to` goes over midnight. */
export interface DailyHours {
  from: number;
  to: number;
  /** IANA time zone: `Asia/Tokyo`. */
  zone: string;
}

/** Which status codes count: `2xx,3xx` by default. */
export interface StatusFilter {
  /** As the user wrote it. */
  text: string;
  /** Whether a status code from 100 to 599 counts. */
  accepts(status: number): boolean;
}

export interface Listing {
  names: ListedName[];
  /** How the source was asked, for the latency file: a query or a file's name. Without secrets. */
  query: string;
  /** What the user should know about the answer, as sentences: broken lines, partial answers. */
  notes: string[];
  /** The times of the first and the last request, if the source knows them. The latency file names them. */
  covers?: { from: Date; to: Date };
  /** Says that the source cannot tell operations apart: all requests are under one name. With the way out. */
  serviceWide?: string;
}

export interface ListedName {
  name: string;
  /** Requests that count. */
  requests: number;
  /** Requests that do not count, by status code (`404`) or class (`5xx`), as exactly as the source knows it. */
  apart: Record<string, number>;
}

export interface Measurement {
  /** Requests that count. */
  requests: number;
  /** Those of the asked quantiles that the source has. */
  quantiles: MeasuredQuantile[];
  /** If the source has buckets: the last edge in milliseconds, if quantiles are left out because they lie above it. */
  above?: number;
}

export interface MeasuredQuantile {
  p: number;
  ms: number;
  /** If the source has buckets: the bucket's edges in milliseconds, between which the true value lies. */
  bounds?: { from: number; to: number };
}
