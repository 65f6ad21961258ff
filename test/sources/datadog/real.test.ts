import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { datadogSource } from "../../../src/sources/datadog/source.ts";
import {
  API_KEY,
  APP_KEY,
  type DatadogServer,
  type Received,
  serveDatadog,
} from "./datadogServer.ts";
import { apiOf, questionOf, spans } from "./fixture.ts";
import { isInstalled, loadOfficialClient, unknownIn } from "./officialClient.ts";

const SCALAR = "/api/v2/query/scalar";
const TIMESERIES = "/api/v2/query/timeseries";

/** The client's names of the types of bodies. */
const TYPES: Record<string, string> = {
  [SCALAR]: "ScalarFormulaQueryRequest",
  [TIMESERIES]: "TimeseriesFormulaQueryRequest",
};

let server: DatadogServer;
beforeEach(async () => {
  server = await serveDatadog({
    spans: [
      spans("GET /pets", 500),
      spans("GET /pets", 10, { status: 404 }),
      spans("GET /v1/pets", 200),
      spans("GET /pets/{id}", 300),
      spans("GET", 100, { span: "http.request" }),
    ],
  });
});
afterEach(() => server.close());

/** Lists and measures, and returns the requests that were made. */
async function pulled(): Promise<Received[]> {
  const source = datadogSource(apiOf(server), {});
  const question = questionOf(["GET /pets", "GET /pets/{id}"], { quantiles: [0.5, 0.75, 0.999] });
  await source.list(question);
  await source.measure(question, [["get_/pets", "get_/v1/pets"], ["get_/pets/_id"]]);
  await source.rates?.(question, [["get_/pets"]]);
  return [...server.received];
}

describe.skipIf(!isInstalled)("Datadog's official client", () => {
  const { client, v1, v2, serializer } = isInstalled
    ? loadOfficialClient()
    : ({} as ReturnType<typeof loadOfficialClient>);

  function configuration() {
    return client.createConfiguration({
      authMethods: { apiKeyAuth: API_KEY, appKeyAuth: APP_KEY },
      baseServer: new client.BaseServerConfiguration(server.url, {}),
    });
  }

  async function ask(path: string, body: unknown): Promise<unknown> {
    const [api, type] = [new v2.MetricsApi(configuration()), TYPES[path] ?? ""];
    const known = { body: serializer.deserialize(body, type, "") };
    if (path === SCALAR) return await api.queryScalarData(known);
    if (path === TIMESERIES) return await api.queryTimeseriesData(known);
    const { searchParams } = new URL(path, "http://datadog");
    return await new v1.MetricsApi(configuration()).listActiveMetrics({
      from: Number(searchParams.get("from")),
      tagFilter: searchParams.get("tag_filter") ?? "",
    });
  }

  test("knows every field and value of our requests, and writes them alike", async () => {
    const requests = (await pulled()).filter(({ path }) => path in TYPES);
    expect(requests).toHaveLength(8);
    for (const { path, body } of requests) {
      const type = TYPES[path] ?? "";
      const known = serializer.deserialize(body, type, "");
      expect(unknownIn(known)).toEqual([]);
      expect(serializer.serialize(known, type, "")).toEqual(body);
    }
  });

  test("sends the same requests as we do, and understands the local server's answers", async () => {
    const requests = await pulled();
    server.received.length = 0;
    for (const { path, body } of requests) {
      const answer = await ask(path, body);
      expect(unknownIn(answer)).toEqual([]);
      expect(Object.keys(answer as object)).not.toEqual([]);
    }
    const comparable = ({ method, path, body }: Received) => ({
      method,
      path: decodeURIComponent(path.replaceAll("+", "%20")),
      body,
    });
    expect(server.received.map(comparable)).toEqual(requests.map(comparable));
  });
});
