import type { Window } from "../dailyWindows.ts";
import { readAnswer, redact, unreachable } from "./answer.ts";
import { type Connection, send } from "./connection.ts";

/** Prometheus' HTTP API, as far as it is used. */
export interface PrometheusApi {
  /**
   * Evaluates a query at a time.
   * @throws {TooMuch} if the server refuses its size
   */
  query(query: string, at: Date): Promise<Sample[]>;
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
    for (const warning of more) warnings.add(redact(connection, warning));
    return data;
  };
  return {
    warnings,
    async query(query, at) {
      const parameters = new URLSearchParams({ query, time: seconds(at) });
      const data = (await ask("query", parameters)) as { result?: Sample[] } | undefined;
      return data?.result ?? [];
    },
    async labelValues(label, selector, window) {
      const path = `label/${encodeURIComponent(label)}/values`;
      return ((await ask(path, ofWindow(selector, window))) ?? []) as string[];
    },
    async labelNames(selector, window) {
      return ((await ask("labels", ofWindow(selector, window))) ?? []) as string[];
    },
  };
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
