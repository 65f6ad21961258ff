import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseFilter, parseMetricQuery } from "./metricQuery.ts";
import { evaluate, metricsOf, type Spans } from "./store.ts";

export const API_KEY = "0123456789abcdef0123456789abcdef";
export const APP_KEY = "fedcba9876543210fedcba9876543210fedcba98";

interface ServerOptions {
  spans: readonly Spans[];
  /** Whether distributions have percentiles. @default true */
  percentiles?: boolean;
  /** Whether distributions have the tag `http.status_code`. @default true */
  statusOfLatency?: boolean;
  /** The most groups in one answer. @default no limit */
  groups?: number;
  /** Requests that are allowed in a period of as many seconds as there are requests. @default 1000 */
  limit?: number;
  /** What the application key may do. @default both */
  permissions?: readonly string[];
  /** Overrides the next answers, one each: a status code, or what is wrong in the answer. */
  next?: Override[];
}

type Override =
  | { status: number; text?: string }
  | { errors: string }
  | { change(answer: ScalarAnswer): void };

interface ScalarAnswer {
  data: { type: string; attributes: { columns: Column[] } };
  errors?: string;
}

interface Column {
  name: string;
  type: "group" | "number";
  values: unknown[];
  meta?: unknown;
}

/** A request that the server has received. */
export interface Received {
  method: string;
  path: string;
  body: unknown;
}

export interface DatadogServer {
  url: string;
  received: Received[];
  /** Seconds that pass for the limit of requests. */
  pass(seconds: number): void;
  close(): Promise<void>;
}

const SECOND = {
  family: "time",
  name: "second",
  plural: "seconds",
  scale_factor: 1,
  short_name: "s",
};

/**
 * Serves Datadog's API as its public reference describes it, from spans: docs.datadoghq.com/api/latest/metrics, and
 * /rate-limits for limits. It refuses what the reference does not have.
 */
export async function serveDatadog(options: ServerOptions): Promise<DatadogServer> {
  const received: Received[] = [];
  const limit = options.limit ?? 1000;
  let remaining = limit;
  let untilReset = limit;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://datadog");
    const text = await bodyOf(request);
    received.push({
      method: request.method ?? "",
      path: url.pathname + url.search,
      body: text === "" ? undefined : JSON.parse(text),
    });
    const override = options.next?.shift();
    if (override !== undefined && "status" in override) {
      return send(response, override.status, override.text ?? { errors: ["overridden"] });
    }
    if (request.headers["dd-api-key"] !== API_KEY) {
      return send(response, 403, { errors: ["Forbidden"] });
    }
    if (url.pathname === "/api/v1/validate") return send(response, 200, { valid: true });
    const permission = url.pathname === "/api/v1/metrics" ? "metrics_read" : "timeseries_query";
    const isAllowed = options.permissions?.includes(permission) ?? true;
    if (request.headers["dd-application-key"] !== APP_KEY || !isAllowed) {
      return send(response, 403, { errors: ["Forbidden"] });
    }
    if (remaining === 0) return send(response, 429, { errors: ["Rate limit exceeded"] }, limits());
    remaining--;
    try {
      if (request.method === "GET" && url.pathname === "/api/v1/metrics") {
        return send(response, 200, listMetrics(options, url.searchParams), limits());
      }
      if (request.method === "POST" && url.pathname === "/api/v2/query/scalar") {
        const answer = queryScalar(options, JSON.parse(text));
        if (override !== undefined && "change" in override) override.change(answer);
        return send(response, 200, { ...answer, ...errorsOf(override) }, limits());
      }
      if (request.method === "POST" && url.pathname === "/api/v2/query/timeseries") {
        const answer = queryTimeseries(options, JSON.parse(text));
        return send(response, 200, { ...answer, ...errorsOf(override) }, limits());
      }
    } catch (error) {
      return send(
        response,
        400,
        { errors: [error instanceof Error ? error.message : ""] },
        limits(),
      );
    }
    send(response, 404, { errors: ["Not found"] });
  });

  function limits(): Record<string, string> {
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-period": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(untilReset),
      "x-ratelimit-name": "query_scalar_public",
    };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    pass(seconds) {
      untilReset -= seconds;
      if (untilReset > 0) return;
      untilReset = limit;
      remaining = limit;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function errorsOf(override: Override | undefined): { errors?: string } {
  return override !== undefined && "errors" in override ? override : {};
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** GET /api/v1/metrics: names of metrics that were submitted since `from`. */
function listMetrics({ spans }: ServerOptions, query: URLSearchParams) {
  const { from, tag_filter, ...others } = Object.fromEntries(query);
  expectNone(others);
  if (!/^\d+$/.test(from ?? "")) throw new Error("from must be an integer");
  const matches = parseFilter(tag_filter ?? "*");
  const active = spans.filter(
    ({ at, service, env }) =>
      at.getTime() >= Number(from) * 1000 &&
      matches(env === undefined ? { service } : { service, env }),
  );
  return { from, metrics: metricsOf(active) };
}

interface ScalarRequest {
  data: {
    type: string;
    attributes: {
      from: number;
      to: number;
      queries: { name: string; data_source: string; query: string; aggregator: string }[];
      formulas: { formula: string }[];
    };
  };
}

/** POST /api/v2/query/scalar */
function queryScalar(options: ServerOptions, body: ScalarRequest): ScalarAnswer {
  const { data, ...besides } = body;
  const { type, attributes, ...beside } = data;
  const { from, to, queries, formulas, ...other } = attributes;
  expectNone({ ...besides, ...beside, ...other });
  if (type !== "scalar_request") throw new Error("type must be scalar_request");
  if (!Number.isInteger(from) || !Number.isInteger(to) || from >= to) throw new Error("bad window");
  const inside = options.spans.filter(({ at }) => at.getTime() >= from && at.getTime() < to);
  const { percentiles = true, statusOfLatency = true } = options;
  const results = new Map(
    queries.map((query) => [
      query.name,
      evaluate(inside, parse(query), { percentiles, statusOfLatency }),
    ]),
  );
  const [first] = queries;
  if (first === undefined) throw new Error("queries must not be empty");
  const { by } = parse(first);
  if (queries.some((query) => String(parse(query).by) !== String(by))) {
    throw new Error("all queries must be grouped by the same tags");
  }
  const keys = new Map<string, string[]>();
  for (const { formula } of formulas) {
    const groups = results.get(formula);
    if (groups === undefined) throw new Error(`no query is named ${formula}`);
    for (const { values, value } of groups) {
      if (value !== null) keys.set(JSON.stringify(values), values);
    }
  }
  const rows = [...keys].slice(0, options.groups ?? keys.size);
  const numbers = formulas.map(({ formula }): Column => {
    const query = parse(queries.find(({ name }) => name === formula) ?? first);
    const found = new Map(
      results.get(formula)?.map(({ values, value }) => [JSON.stringify(values), value]),
    );
    return {
      name: formula,
      type: "number",
      values: rows.map(([key]) => found.get(key) ?? null),
      meta: { unit: query.asCount ? [null, null] : [SECOND, null] },
    };
  });
  const groups = by.map(
    (name, i): Column => ({
      name,
      type: "group",
      values: rows.map(([, values]) => [values[i] ?? ""]),
    }),
  );
  const columns = rows.length === 0 ? [] : [...groups, ...numbers];
  return { data: { type: "scalar_response", attributes: { columns } } };
}

interface TimeseriesRequest {
  data: {
    type: string;
    attributes: {
      from: number;
      to: number;
      interval: number;
      queries: { name: string; data_source: string; query: string }[];
      formulas: { formula: string }[];
    };
  };
}

/** POST /api/v2/query/timeseries */
function queryTimeseries(options: ServerOptions, body: TimeseriesRequest) {
  const { data, ...besides } = body;
  const { type, attributes, ...beside } = data;
  const { from, to, interval, queries, formulas, ...other } = attributes;
  expectNone({ ...besides, ...beside, ...other });
  if (type !== "timeseries_request") throw new Error("type must be timeseries_request");
  if (!Number.isInteger(interval) || from >= to) throw new Error("bad window");
  const { percentiles = true, statusOfLatency = true } = options;
  const times: number[] = [];
  for (let time = from; time < to; time += interval) times.push(time);
  const series = formulas.flatMap(({ formula }, query_index) => {
    const query = parseMetricQuery(queries.find(({ name }) => name === formula)?.query ?? "");
    const found = new Map<string, { group_tags: string[]; values: (number | null)[] }>();
    for (const [i, time] of times.entries()) {
      const end = Math.min(to, time + interval);
      const inside = options.spans.filter(({ at }) => at.getTime() >= time && at.getTime() < end);
      for (const { values, value } of evaluate(inside, query, { percentiles, statusOfLatency })) {
        const group_tags = query.by.map((key, i) => `${key}:${values[i]}`);
        const own = found.get(String(group_tags)) ?? { group_tags, values: times.map(() => null) };
        own.values[i] = value;
        found.set(String(group_tags), own);
      }
    }
    return [...found.values()].map((one) => ({ ...one, query_index }));
  });
  return {
    data: {
      type: "timeseries_response",
      attributes: {
        series: series.map(({ group_tags, query_index }) => ({ group_tags, query_index })),
        times,
        values: series.map(({ values }) => values),
      },
    },
  };
}

function parse({ query, aggregator }: { query: string; aggregator: string }) {
  const parsed = parseMetricQuery(query);
  // An aggregator that does not fit gives an average of percentiles, or the last of many counts.
  const fitting = /^p\d/.test(parsed.aggregation) ? "percentile" : parsed.aggregation;
  if (aggregator !== fitting) throw new Error(`the aggregator of ${query} must be ${fitting}`);
  return parsed;
}

function expectNone(others: Record<string, unknown>): void {
  for (const name of Object.keys(others)) throw new Error(`unknown field ${name}`);
}
