import { connect, type DatadogApi } from "../../../src/sources/datadog/api.ts";
import type { SourceQuestion, StatusFilter } from "../../../src/sources/source.ts";
import { tableOf } from "../../emit/fixture.ts";
import { API_KEY, APP_KEY, type DatadogServer } from "./datadogServer.ts";
import type { Spans } from "./store.ts";

export const FROM = new Date("2026-11-20T00:00:00Z");
export const TO = new Date("2026-11-27T00:00:00Z");
const DURING = new Date("2026-11-22T12:00:00Z");

export const SUCCESS: StatusFilter = {
  text: "2xx,3xx",
  accepts: (status) => status >= 200 && status < 400,
};

/** Spans of the service shop in prod that took 10 ms each, unless said otherwise. */
export function spans(resource: string, count: number, other: Partial<Spans> = {}): Spans {
  return {
    span: "express.request",
    service: "shop",
    env: "prod",
    resource,
    status: 200,
    at: DURING,
    seconds: new Array(count).fill(0.01),
    ...other,
  };
}

export function questionOf(keys: string[], other: Partial<SourceQuestion> = {}): SourceQuestion {
  return {
    service: "shop",
    table: tableOf(keys),
    from: FROM,
    to: TO,
    statuses: SUCCESS,
    quantiles: [0.5, 0.95, 0.99],
    ...other,
  };
}

/** Connects to a local server. Waits pass at once, and are in `waited`. */
export function apiOf(server: DatadogServer): DatadogApi & { waited: number[] } {
  const waited: number[] = [];
  const wait = async (seconds: number) => {
    waited.push(seconds);
    server.pass(seconds);
  };
  return { ...connect(server.url, { api: API_KEY, app: APP_KEY }, wait), waited };
}
