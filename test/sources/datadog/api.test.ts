import { afterEach, expect, test } from "vitest";
import { connect } from "../../../src/sources/datadog/api.ts";
import { API_KEY, APP_KEY, type DatadogServer, serveDatadog } from "./datadogServer.ts";
import { apiOf } from "./fixture.ts";

let server: DatadogServer | undefined;
afterEach(() => server?.close());

const METRICS = { path: "/api/v1/metrics?from=1" };

async function serve(options: Partial<Parameters<typeof serveDatadog>[0]> = {}) {
  server = await serveDatadog({ spans: [], ...options });
  return server;
}

async function problemOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => new Error("no problem"),
    (error: Error) => error,
  );
  return error.message.replaceAll(new URL(server?.url ?? "http://x").host, "HOST");
}

test("the limit of requests is waited for as long as Datadog says, and the user is told", async () => {
  const api = apiOf(await serve({ limit: 2 }));
  const told: string[] = [];
  for (let i = 0; i < 3; i++) await api.ask(METRICS, (text) => told.push(text));
  expect(api.waited).toEqual([2]);
  expect(told).toEqual([
    "Datadog's limit of requests is reached: 2 requests in 2 s (query_scalar_public): waiting 2 s",
  ]);
});

test("a limit that ends too late is an error that says when", async () => {
  const api = apiOf(await serve({ limit: 301 }));
  for (let i = 0; i < 301; i++) await api.ask(METRICS, undefined);
  expect(await problemOf(api.ask(METRICS, undefined))).toBe(
    `Datadog (HOST): its limit of requests is reached: 301 requests in 301 s (query_scalar_public), and the next one is allowed in 301 s.
  Run this command again then, or ask Datadog's support for a higher limit.`,
  );
  expect(api.waited).toEqual([]);
});

test("failures on Datadog's side are asked again three times, with longer and longer waits", async () => {
  const api = apiOf(await serve({ next: [{ status: 500 }, { status: 503 }, { status: 502 }] }));
  expect(await api.ask(METRICS, undefined)).toEqual({ from: "1", metrics: [] });
  expect(api.waited).toEqual([1, 2, 4]);
});

test("a failure that lasts is an error with Datadog's words", async () => {
  const next = new Array(4).fill({ status: 503, text: "<h1>upstream</h1>\n<p>" });
  const api = apiOf(await serve({ next }));
  expect(await problemOf(api.ask(METRICS, undefined))).toBe(
    `Datadog (HOST): it answered 503: <h1>upstream</h1>.
  Run this command again. Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.`,
  );
});

test("a server that is not there is an error with the reason", async () => {
  const { url, close } = await serve();
  await close();
  const api = connect(url, { api: API_KEY, app: APP_KEY }, async () => {});
  expect(await problemOf(api.ask(METRICS, undefined))).toBe(
    `Datadog (HOST): no answer: ECONNREFUSED.
  Run this command again. Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.`,
  );
  server = undefined;
});

test("a refused API key and a refused application key are told apart", async () => {
  const { url } = await serve();
  const wrongApi = connect(url, { api: "a".repeat(32), app: APP_KEY });
  expect(await problemOf(wrongApi.ask(METRICS, undefined))).toBe(
    `Datadog (HOST): it answered 403: the API key is refused.
  Check DD_API_KEY, and that it is a key of this site (--site).`,
  );
  const wrongApp = connect(url, { api: API_KEY, app: "b".repeat(40) });
  expect(await problemOf(wrongApp.ask(METRICS, undefined))).toBe(
    `Datadog (HOST): it answered 403: the application key is refused; the API key is right.
  DD_APP_KEY must be of the same organisation and have the permissions timeseries_query and metrics_read.`,
  );
});

test("a missing permission is told", async () => {
  const api = apiOf(await serve({ permissions: ["timeseries_query"] }));
  expect(await problemOf(api.ask(METRICS, undefined))).toContain(
    "timeseries_query and metrics_read",
  );
});

test("keys are in no error, also if the server repeats them", async () => {
  const text = JSON.stringify({ errors: [`bad keys ${API_KEY} and ${APP_KEY}`] });
  const api = apiOf(await serve({ next: [{ status: 400, text }] }));
  expect(await problemOf(api.ask(METRICS, undefined))).toBe(
    "Datadog (HOST): it answered 400: bad keys *** and ***.",
  );
});

test("an answer that is no JSON is an error", async () => {
  const api = apiOf(await serve({ next: [{ status: 200, text: "<html>" }] }));
  expect(await problemOf(api.ask(METRICS, undefined))).toBe(
    "Datadog (HOST): the answer is not JSON.\n  Is this the address of Datadog's API?",
  );
});
