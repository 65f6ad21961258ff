import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matchRoute } from "../../src/openapi/table/match.ts";
import { type MockServer, startMockServer } from "../../src/server/mockServer.ts";
import { loadFixture, virtualServiceOf, withoutDefault } from "../conformance/fixture.ts";
import { probesOf } from "../conformance/generate.ts";
import { interpret } from "../conformance/interpret.ts";
import { inMesh, nameOf, PROBES } from "../conformance/probes.ts";
import { requestIds } from "../conformance/requestIds.ts";
import { send } from "../conformance/send.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { ENTRY_HEADER, FLAGS_HEADER, routeConfig } from "./routeConfig.ts";
import { startUpstream, UPSTREAM_PATH, type Upstream } from "./upstream.ts";

const { binary = "", reason } = await findEnvoy();
const fixture = loadFixture();

/** Envoy's timers fire up to 1.6 ms early; more where the machine stops it between reading the clock and setting one. */
const EARLY = 2;

/** This Envoy answers these with 400 before it looks at its routes (QUERY: envoyproxy/envoy#46496). */
const UNKNOWN = ["QUERY", "M-SEARCH"];
const generated = fc
  .sample(probesOf(fixture.table), { seed: 13, numRuns: 400 })
  .filter(({ method }) => !UNKNOWN.includes(method));

/** The grid's probes, and generated ones that nothing rewrites; each with an id of its own. */
const requests = [
  ...inMesh(PROBES),
  ...generated.map(({ method, path }) => {
    const route = matchRoute(fixture.table, method, path).route?.key;
    return { method, target: path, path, route };
  }),
];
const ids = requestIds(requests.length, 5);

describe.skipIf(reason !== undefined).each([
  { title: "with a default for every route", name: "with-default", mock: fixture },
  { title: "without a default", name: "without-default", mock: withoutDefault(fixture) },
])("Envoy with the emitted routes, $title", ({ name, mock }) => {
  const virtualService = virtualServiceOf(mock);
  let upstream: Upstream;
  let envoy: Envoy;
  beforeAll(async () => {
    upstream = await startUpstream();
    const config = bootstrap(routeConfig(virtualService), upstream.port);
    envoy = await startEnvoy(binary, name, config);
  });
  afterAll(async () => {
    await envoy?.close();
    upstream?.close();
  });

  const cells = requests.map((request, i) => {
    const headers = { "x-request-id": ids[i] ?? "" };
    const outcome = interpret(virtualService, { ...request, target: request.path, headers });
    if (outcome === undefined) throw new Error(`no entry takes ${nameOf(request)}`);
    return { ...request, headers, entry: outcome.entry, delay: outcome.delay };
  });
  const ask = ({ method, target, headers }: (typeof cells)[number]) =>
    send(envoy.port, method, target, headers);

  it("takes the interpreter's entry for every request, and injects a delay where that does", async () => {
    const answers = await Promise.all(cells.map(ask));
    const taken = answers.map(({ headers }) => ({
      entry: headers[ENTRY_HEADER],
      path: headers[UPSTREAM_PATH],
      flags: headers[FLAGS_HEADER],
    }));
    expect(taken.map((answer, i) => ({ request: requests[i]?.target, ...answer }))).toEqual(
      cells.map(({ target, entry, path, delay }) => ({
        request: target,
        entry,
        path,
        flags: delay > 0 ? "DI" : "-",
      })),
    );
  });

  it("holds a request back for as long as its entry says", async () => {
    const early = [];
    for (const [cell] of Map.groupBy(cells, ({ entry }) => entry).values()) {
      if (cell === undefined) continue;
      let elapsed = 0;
      for (let tries = 0; tries < 3 && elapsed < cell.delay - EARLY; tries++) {
        ({ elapsed } = await ask(cell));
      }
      if (elapsed < cell.delay - EARLY) early.push([nameOf(cell), cell.delay, elapsed]);
    }
    expect(early).toEqual([]);
  });

  it("refuses what the grid says that it refuses", async () => {
    const refused = PROBES.filter(({ mesh }) => mesh === "refused");
    const statuses = refused.map(async ({ method, target }) => {
      const { status } = await send(envoy.port, method, target);
      return [target, status];
    });
    expect(await Promise.all(statuses)).toEqual(refused.map(({ target }) => [target, 400]));
  });
});

describe.skipIf(reason !== undefined)("a mock behind Envoy", () => {
  let server: MockServer;
  let envoy: Envoy;
  beforeAll(async () => {
    server = await startMockServer(
      { service: "fixture", table: fixture.table, latency: { routes: {} } },
      { port: 0, host: "127.0.0.1" },
    );
    const config = bootstrap(routeConfig(virtualServiceOf(fixture)), server.port);
    envoy = await startEnvoy(binary, "mock", config);
  });
  afterAll(async () => {
    await envoy?.close();
    await server?.close();
  });

  it("answers from the route whose delay Envoy makes", async () => {
    const visible = requests.filter(
      ({ method, route }) => method !== "HEAD" && route !== undefined,
    );
    const answers = visible.map(async ({ method, target }) => {
      const { body } = await send(envoy.port, method, target);
      return [nameOf({ method, target }), JSON.parse(body)];
    });
    expect(await Promise.all(answers)).toEqual(
      visible.map(({ method, target, route }) => [nameOf({ method, target }), { route }]),
    );
  });
});
