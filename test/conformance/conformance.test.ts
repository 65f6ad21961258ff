import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matchRoute } from "../../routes/match.ts";
import type { Method, RouteKey } from "../../routes/table.ts";
import { type MockServer, startMockServer } from "../../server/mockServer.ts";
import { loadFixture } from "./fixture.ts";
import { probesOf } from "./generate.ts";
import { nameOf, PROBES, pathOf } from "./probes.ts";
import { send } from "./send.ts";

const { table } = loadFixture();
const rewritten = PROBES.flatMap((probe) =>
  probe.mesh === undefined || probe.mesh === "refused" ? [] : [{ probe, mesh: probe.mesh }],
);
const generated = fc.sample(probesOf(table), { seed: 7, numRuns: 600 });

describe("the grid", () => {
  it("has no probe twice", () => {
    expect(PROBES.map(nameOf)).toEqual([...new Set(PROBES.map(nameOf))]);
  });

  it("has a probe for every route", () => {
    const probed = new Set(PROBES.map(({ route }) => route));
    expect(table.routes.map(({ key }) => key).filter((key) => !probed.has(key))).toEqual([]);
  });

  it("names no difference of the mesh that is none", () => {
    const same = rewritten.filter(({ probe, mesh }) => probe.route === mesh.route);
    expect(same.map(({ probe }) => nameOf(probe))).toEqual([]);
  });
});

describe("the reference matcher", () => {
  it("gives every probe its route, or the methods that its path has", () => {
    expect(
      PROBES.map((probe) => [nameOf(probe), reference(probe.method, pathOf(probe.target))]),
    ).toEqual(PROBES.map((probe) => [nameOf(probe), probe.route ?? probe.allowed]));
  });

  it("gives a path that Envoy has rewritten the route that it has in the mesh", () => {
    expect(
      rewritten.map(({ probe, mesh }) => [
        mesh.path,
        matchRoute(table, probe.method, mesh.path).route?.key,
      ]),
    ).toEqual(rewritten.map(({ mesh }) => [mesh.path, mesh.route]));
  });
});

describe("the server over HTTP", () => {
  let server: MockServer;
  beforeAll(async () => {
    const latency = { routes: {} };
    server = await startMockServer({ service: "fixture", table, latency }, { port: 0 });
  });
  afterAll(() => server.close());

  it("answers every probe from its route", async () => {
    const answers = PROBES.map(async (probe) => [
      nameOf(probe),
      await ask(probe.method, probe.target),
    ]);
    expect(await Promise.all(answers)).toEqual(
      PROBES.map((probe) => [
        nameOf(probe),
        probe.server === "refused" ? 400 : answerOf(probe.method, probe.route ?? probe.allowed),
      ]),
    );
  });

  it("answers generated requests from the reference's route", async () => {
    const answers = generated.map(async ({ method, path }) => [
      method,
      path,
      await ask(method, path),
    ]);
    expect(await Promise.all(answers)).toEqual(
      generated.map(({ method, path }) => [
        method,
        path,
        answerOf(method, reference(method, path)),
      ]),
    );
  });

  it("counts every request for its route, HEAD too", async () => {
    const expected = [
      ...PROBES.filter(({ server: refused }) => refused === undefined),
      ...generated.map(({ method, path }) => ({
        method,
        route: matchRoute(table, method, path).route?.key,
      })),
    ];
    const { body } = await send(server.port, "GET", "/_understudy/metrics");
    const counts = body.matchAll(
      /^understudy_requests_total\{method="(\w+)",route="(.*)",status="\d+"\} (\d+)$/gm,
    );
    const counted = new Map<string, number>();
    for (const [, method, route, count] of counts) {
      const key = `${method} for ${route}`;
      counted.set(key, (counted.get(key) ?? 0) + Number(count));
    }
    const wanted = Map.groupBy(
      expected,
      ({ method, route = "unmatched" }) => `${method} for ${route}`,
    );
    expect(Object.fromEntries(counted)).toEqual(
      Object.fromEntries([...wanted].map(([key, requests]) => [key, requests.length])),
    );
  });

  /** What can be seen of an answer: the route in its body, or its status and what it allows. */
  async function ask(method: string, target: string): Promise<unknown> {
    const { status, headers, body } = await send(server.port, method, target);
    if (status === 200 && body !== "") return JSON.parse(body);
    return headers.allow === undefined ? status : [status, headers.allow];
  }
});

/** The route's key, or the methods that the path has. */
function reference(method: string, path: string): RouteKey | Method[] {
  const match = matchRoute(table, method, path);
  return match.route === undefined ? match.allowed : match.route.key;
}

/** What `ask` must see. */
function answerOf(method: string, expected: RouteKey | Method[]): unknown {
  if (typeof expected === "string") {
    if (method !== "HEAD") return { route: expected };
    return expected.startsWith("HEAD ") ? 204 : 200;
  }
  if (expected.length === 0) return 404;
  return method === "OPTIONS"
    ? [204, [...expected, "OPTIONS"].join(", ")]
    : [405, expected.join(", ")];
}
