import { UserError } from "../../problem.ts";
import type { Window } from "../dailyWindows.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import { readAnswer, TooMuch, unreachable } from "./answer.ts";
import { type Connection, send } from "./connection.ts";

/** Prometheus' HTTP API, as far as it is used. */
export interface PrometheusApi {
  /**
   * Evaluates a query at a time.
   * @throws {TooMuch} if the server refuses its size
   */
  query(query: string, at: Date): Promise<Sample[]>;
  /**
   * Returns the samples of a range selector until a time, as they were scraped.
   * @throws {TooMuch} if the server refuses its size
   */
  samples(query: string, until: Date): Promise<Series[]>;
  /**
   * Evaluates a query at equal steps of a window, in milliseconds.
   * @throws {TooMuch} if the server refuses its size
   */
  range(query: string, window: Window, step: number): Promise<Series[]>;
  /** Returns the values that a label has in the series of a selector during a window. */
  labelValues(label: string, selector: string | undefined, window: Window): Promise<string[]>;
  /** Returns the names of the labels that the series of a selector have during a window. */
  labelNames(selector: string, window: Window): Promise<string[]>;
  /** What Prometheus warned of so far: parts that did not answer. */
  warnings: ReadonlySet<string>;
}

/** One element of an instant vector. */
export interface Sample {
  metric: Record<string, string>;
  value?: [time: number, value: string];
  histogram?: [time: number, histogram: NativeHistogram];
}

/** One element of a range vector of numbers. */
export interface Series {
  metric: Record<string, string>;
  values?: [time: number, value: string][];
}

/** As the API writes a native histogram. `rule` says which of a bucket's edges belong to it. */
export interface NativeHistogram {
  count: string;
  sum: string;
  buckets?: [rule: number, left: string, right: string, count: string][];
}

export function createApi(connection: Connection): PrometheusApi {
  const warnings = new Set<string>();
  const ask = async (path: string, parameters: URLSearchParams): Promise<unknown> => {
    const answer = await send(connection, path, parameters).catch((error: unknown) => {
      throw unreachable(connection, error);
    });
    const { data, warnings: more } = readAnswer(connection, answer);
    for (const warning of more) warnings.add(withoutSecrets(warning, connection.secrets));
    return data;
  };
  const list = (path: string, parameters: URLSearchParams) =>
    ask(path, parameters).catch((error: unknown) => {
      throw error instanceof TooMuch ? tooMuch(connection, error) : error;
    });
  const instant = async <T>(query: string, at: Date): Promise<T[]> => {
    const parameters = new URLSearchParams({ query, time: seconds(at) });
    const data = (await ask("query", parameters)) as { result?: T[] } | undefined;
    return data?.result ?? [];
  };
  return {
    warnings,
    query: (query, at) => instant<Sample>(query, at),
    samples: (query, until) => instant<Series>(query, until),
    async range(query, { from, to }, step) {
      const parameters = new URLSearchParams({
        query,
        start: seconds(from),
        end: seconds(to),
        step: String(step / 1000),
      });
      const data = (await ask("query_range", parameters)) as { result?: Series[] } | undefined;
      return data?.result ?? [];
    },
    async labelValues(label, selector, window) {
      const path = `label/${encodeURIComponent(label)}/values`;
      return ((await list(path, ofWindow(selector, window))) ?? []) as string[];
    },
    async labelNames(selector, window) {
      return ((await list("labels", ofWindow(selector, window))) ?? []) as string[];
    },
  };
}

function tooMuch({ url }: Connection, { message }: TooMuch): UserError {
  const what = `Prometheus refuses to list the values of a label: ${message}`;
  const fix = "Name the metric with --metric and its series with --selector, or shorten --window.";
  return new UserError([{ where: url, what, fix }]);
}

function ofWindow(selector: string | undefined, { from, to }: Window): URLSearchParams {
  return new URLSearchParams({
    ...(selector !== undefined && { "match[]": selector }),
    start: seconds(from),
    end: seconds(to),
  });
}

function seconds(date: Date): string {
  return String(date.getTime() / 1000);
}
