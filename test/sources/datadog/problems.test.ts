import { afterEach, expect, test } from "vitest";
import { datadogSource } from "../../../src/sources/datadog/source.ts";
import { type DatadogServer, serveDatadog } from "./datadogServer.ts";
import { apiOf, questionOf, spans } from "./fixture.ts";

let server: DatadogServer | undefined;
afterEach(() => server?.close());

type Options = Parameters<typeof serveDatadog>[0];
type Own = Parameters<typeof datadogSource>[1];

/** Lists, and measures all names; returns the error's text, with the server's address as HOST. */
async function problemOf(options: Options, own: Own = {}) {
  server = await serveDatadog(options);
  const source = datadogSource(apiOf(server), own);
  const question = questionOf(["GET /pets"]);
  const asked = source.list(question).then(({ names }) =>
    source.measure(
      question,
      names.map(({ name }) => [name]),
    ),
  );
  const error = await asked.then(
    () => new Error("no problem"),
    (error: Error) => error,
  );
  return error.message.replaceAll(new URL(server.url).host, "HOST");
}

const PETS = spans("GET /pets", 500);

test("the span is the one whose resources are operations", async () => {
  server = await serveDatadog({
    spans: [
      PETS,
      spans("GET", 900, { span: "http.request" }),
      spans("SELECT * FROM pets", 900, { span: "pg.query" }),
      spans("<anonymous>", 900, { span: "express.middleware" }),
    ],
  });
  const { query } = await datadogSource(apiOf(server), {}).list(questionOf(["GET /pets"]));
  expect(query).toMatch(/^trace\.express\.request\{/);
});

test("several spans with the document's operations are a choice for the user", async () => {
  const inner = spans("GET /pets", 499, { span: "aspnet_core_mvc.request" });
  expect(await problemOf({ spans: [{ ...PETS, span: "aspnet_core.request" }, inner] })).toBe(
    `--span: several spans of service:shop have the document's operations as resources: aspnet_core.request (500 requests, most of get_/pets) and aspnet_core_mvc.request (499 requests, most of get_/pets).
  Name the span that serves the requests with --span.`,
  );
});

test("spans without the document's operations are listed with what they have", async () => {
  const rack = spans("PetsController#index", 500, { span: "rack.request" });
  const rails = spans("PetsController#index", 400, { span: "rails.action_controller" });
  expect(await problemOf({ spans: [rack, rails] })).toBe(
    `--span: no span of service:shop has the document's operations as resources: there is rack.request (500 requests, most of petscontroller_index) and rails.action_controller (400 requests, most of petscontroller_index).
  Name the span that serves the requests with --span, and its resources in latency.names of the stack.`,
  );
});

test("names of controllers' actions are told to need a map", async () => {
  server = await serveDatadog({
    spans: [spans("PetsController#index", 50), spans("GET", 20), PETS],
  });
  const { notes } = await datadogSource(apiOf(server), {}).list(questionOf(["GET /pets"]));
  expect(notes).toEqual([
    "A name has no path, as those of controllers and their actions (UsersController#show): petscontroller_index. Which operation it is must be said in latency.names of the stack: petscontroller_index: GET /...",
    "20 requests are named by their method alone (get): the tracer does not know the routes of the web framework, so they can belong to any operation.",
  ]);
});

test("names that the stack says the routes of need no map", async () => {
  server = await serveDatadog({ spans: [spans("PetsController#index", 50), PETS] });
  const question = { ...questionOf(["GET /pets"]), given: new Set(["petscontroller_index"]) };
  const { notes } = await datadogSource(apiOf(server), {}).list(question);
  expect(notes).toEqual([]);
});

test("a service that Datadog does not have: the nearest is offered", async () => {
  expect(await problemOf({ spans: [PETS] }, { service: "shops" })).toBe(
    `--datadog-service: Datadog has no trace metrics of service:shops in this window: it has shop.
  Did you mean "shop"?`,
  );
  await server?.close();
  expect(await problemOf({ spans: [PETS] }, { service: "shops", span: "express.request" })).toBe(
    `--datadog-service: trace.express.request has no requests of service:shops in this window: it has shop.
  Did you mean "shop"?`,
  );
});

test("a span that Datadog does not have: the nearest is offered", async () => {
  expect(await problemOf({ spans: [PETS] }, { span: "expres.request" })).toBe(
    `--span: Datadog has no metric trace.expres.request.hits in this window: it has express.request.
  Did you mean "express.request"?`,
  );
});

test("an environment without requests: those that have some are offered", async () => {
  expect(await problemOf({ spans: [PETS] }, { span: "express.request", env: "prd" })).toBe(
    `--env: service:shop has no requests in env:prd in this window, but in prod.
  Did you mean "prod"?`,
  );
});

test("several environments are not mixed", async () => {
  const staging = spans("GET /pets", 100, { env: "stg" });
  expect(await problemOf({ spans: [PETS, staging] })).toBe(
    `--env: service:shop is in several environments: prod (83 % of the requests) and stg (17 % of the requests).
  Name the one whose latency you want: --env prod`,
  );
});

test("an empty window is told", async () => {
  const later = spans("GET /pets", 500, { at: new Date("2026-11-28T00:00:00Z") });
  expect(await problemOf({ spans: [later] }, { span: "express.request" })).toBe(
    `Datadog (HOST): trace.express.request has no requests in this window.
  Ask for a longer --window.`,
  );
});

test("percentiles that are not enabled are told, with the way to enable them", async () => {
  expect(await problemOf({ spans: [PETS], percentiles: false })).toBe(
    `Datadog (HOST): percentiles are not enabled for the distribution trace.express.request.
  Enable them in Datadog: Metrics > Summary > trace.express.request > Configure > Percentiles. They begin with the data from then on.`,
  );
});

test("a distribution without status codes is told, with the way out", async () => {
  expect(await problemOf({ spans: [PETS], statusOfLatency: false })).toBe(
    `--status: the distribution trace.express.request has no tag http.status_code, so it cannot tell the answers that count from others.
  Count answers of all statuses: --status 1xx,2xx,3xx,4xx,5xx`,
  );
});

test.each<[string, NonNullable<Options["next"]>[number], string]>([
  ["errors beside columns", { errors: "query timed out." }, "query timed out"],
  [
    "a missing column",
    { change: ({ data: { attributes } }) => attributes.columns.splice(-1) },
    "the answer lacks columns that were asked for",
  ],
  [
    "no columns at all",
    { change: ({ data }) => Object.assign(data, { attributes: {} }) },
    "the answer has no columns",
  ],
  [
    "a short column",
    { change: ({ data }) => data.attributes.columns[0]?.values.push(1) },
    "the columns of the answer have different lengths",
  ],
])("a partial answer is an error, never no requests: %s", async (_, change, what) => {
  const own = { span: "express.request", env: "prod" };
  // The second request is for the requests by name.
  const next = [{ change: () => {} }, change];
  expect(await problemOf({ spans: [PETS], next }, own)).toBe(
    `Datadog (HOST): it answered only in part: ${what}.
  Run this command again; a shorter --window is easier to answer.`,
  );
});

test("one service of Datadog is not taken for several of the stack", async () => {
  server = await serveDatadog({ spans: [PETS] });
  const source = datadogSource(apiOf(server), { service: "shop" });
  await source.list({ ...questionOf(["GET /pets"]), service: "catalog" });
  const second = source.list({ ...questionOf(["GET /pets"]), service: "payments" });
  await expect(second).rejects.toThrow(
    `--datadog-service: it names one service in Datadog, but several of the stack are pulled.
  Name that of the stack too: --service catalog`,
  );
});
