import { UserError } from "../../problem.ts";
import type { Window } from "../dailyWindows.ts";
import type { DatadogApi, Progress } from "./api.ts";

/** Queries in one request: more would make an answer slow, and an error of one fails all of them. */
export const QUERIES_AT_ONCE = 25;

/** One query of a request, whose answer is one number for each group of tags over the whole window. */
export interface ScalarQuery {
  query: string;
  /** `percentile` merges the sketches of the whole window; an average of percentiles would be none. */
  aggregator: "sum" | "percentile" | "avg";
}

/** One group of tags, and the value of each query, in their order. */
export interface Row {
  /** By the name of the tag. */
  tags: Record<string, string>;
  /** In seconds for queries of time. Undefined if there is no data. */
  values: (number | undefined)[];
}

/**
 * Asks `POST /api/v2/query/scalar`. All queries are grouped by the same tags.
 * @throws {UserError} if Datadog refuses, or answers only in part
 */
export async function askScalars(
  api: DatadogApi,
  window: Window,
  queries: readonly ScalarQuery[],
  by: readonly string[],
  progress: Progress,
): Promise<Row[]> {
  const answer = await api.ask(scalarRequest(window, queries), progress);
  const result = readScalars(answer, queries.length, by);
  if (typeof result === "string") throw partial(api, result);
  return result;
}

function scalarRequest({ from, to }: Window, queries: readonly ScalarQuery[]) {
  const named = queries.map((query, i) => ({ ...query, name: nameOf(i), data_source: "metrics" }));
  const attributes = {
    from: from.getTime(),
    to: to.getTime(),
    queries: named,
    formulas: named.map(({ name }) => ({ formula: name })),
  };
  return { path: "/api/v2/query/scalar", body: { data: { type: "scalar_request", attributes } } };
}

function nameOf(query: number): string {
  return `q${query}`;
}

interface Column {
  type?: unknown;
  name?: unknown;
  values?: unknown;
  meta?: { unit?: ({ family?: unknown; scale_factor?: unknown } | null)[] | null } | null;
}

/** Returns the rows of an answer, or what is wrong with it. */
function readScalars(answer: unknown, queries: number, by: readonly string[]): Row[] | string {
  const { data, errors } = (answer ?? {}) as {
    data?: { attributes?: { columns?: unknown } };
    errors?: unknown;
  };
  if (!isNoError(errors)) {
    return [errors].flat().map(String).join("; ");
  }
  const columns = (data?.attributes?.columns ?? undefined) as Column[] | undefined;
  if (!Array.isArray(columns)) return "the answer has no columns";
  if (columns.length === 0) return [];
  const groups = by.map((tag) =>
    columns.find(({ type, name }) => type === "group" && name === tag),
  );
  const numbers = columns.filter(({ type }) => type === "number");
  const rows = Math.max(
    ...columns.map(({ values }) => (Array.isArray(values) ? values.length : 0)),
  );
  const isWhole = [...groups, ...numbers].every(
    (column) => Array.isArray(column?.values) && column.values.length === rows,
  );
  if (!isWhole) return "the columns of the answer have different lengths";
  const named = Array.from({ length: queries }, (_, i) => {
    const column = numbers.find(({ name }) => name === nameOf(i));
    return column ?? (numbers.length === queries ? numbers[i] : undefined);
  });
  if (named.includes(undefined)) return "the answer lacks columns that were asked for";
  return Array.from({ length: rows }, (_, row) => ({
    tags: Object.fromEntries(by.map((tag, i) => [tag, groupValue(groups[i], row)])),
    values: named.map((column) => numberOf(column, row)),
  }));
}

/** Datadog writes no errors as nothing, null, or an empty text or list. */
export function isNoError(errors: unknown): boolean {
  return errors === undefined || errors === null || [errors].flat().join("") === "";
}

/** A group's value is a list of values. Datadog writes `N/A` for spans without the tag. */
function groupValue(column: Column | undefined, row: number): string {
  const value = (column?.values as unknown[] | undefined)?.[row];
  return [value].flat().map(String).join(",");
}

/** Trace metrics are in seconds; what has another unit of time says so. */
function numberOf(column: Column | undefined, row: number): number | undefined {
  const value = (column?.values as unknown[] | undefined)?.[row];
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  const unit = column?.meta?.unit?.[0];
  const scale = unit?.family === "time" ? unit.scale_factor : undefined;
  return typeof scale === "number" && scale > 0 ? value * scale : value;
}

function partial({ host }: DatadogApi, what: string): UserError {
  return new UserError([
    {
      where: `Datadog (${host})`,
      what: `it answered only in part: ${what.replace(/\.$/, "")}`,
      fix: "Run this command again; a shorter --window is easier to answer.",
    },
  ]);
}
