import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileOf } from "../../src/latency/plan.ts";
import { matchRoute } from "../../src/openapi/table/match.ts";
import { normalPath } from "../../src/openapi/table/normalPath.ts";
import type { Method, RouteKey } from "../../src/openapi/table/table.ts";
import { type MockServer, startMockServer } from "../../src/server/mockServer.ts";
import { loadFixture } from "./fixture.ts";
import { probesOf } from "./generate.ts";
import { nameOf, PROBES, pathOf } from "./probes.ts";
import { type Answer, send } from "./send.ts";

const { table, plan } = loadFixture();
const rewritten = PROBES.flatMap(({ method, route, mesh }) =>
  mesh === undefined || mesh === "refused" ? [] : [{ method, route, mesh }],
);

describe("the grid", () => {
  it("has no probe twice", () => {
    expect(PROBES.map(nameOf)).toEqual([...new Set(PROBES.map(nameOf))]);
  });

  it("has a probe for every route", () => {
    const probed = new Set(PROBES.map(({ route }) => route));
    expect(table.routes.map(({ key }) => key).filter((key) => !probed.has(key))).toEqual([]);
  });

  it("names no difference of the mesh that does not exist", () => {
    expect(rewritten.filter(({ route, mesh }) => mesh.route === route)).toEqual([]);
  });
});

describe("the reference matcher", () => {
  it("gives every probe its route, or the methods that its path has", () => {
    const matched = PROBES.map(({ method, target }) => [
      nameOf({ method, target }),
      reference(method, pathOf(target)),
    ]);
    expect(matched).toEqual(PROBES.map((probe) => [nameOf(probe), probe.route ?? probe.allowed]));
  });

  it("gives a path that Envoy has rewritten the route that it has in the mesh", () => {
    const matched = rewritten.map(({ method, mesh: { path } }) => ({
      path,
      route: matchRoute(table, method, path).route?.key,
    }));
    expect(matched).toEqual(rewritten.map(({ mesh }) => mesh));
  });
});

describe("the server over HTTP", () => {
  /** The probes, with the mesh's answer where Envoy rewrites the path, and generated requests with the reference's. */
  const cells = [
    ...PROBES.map((probe) => {
      const { method, route, allowed, mesh } = probe;
      const isRewritten = mesh !== undefined && mesh !== "refused";
      return {
        ...probe,
        expected: isRewritten ? reference(method, mesh.path) : (route ?? allowed),
      };
    }),
    ...fc.sample(probesOf(table), { seed: 7, numRuns: 600 }).map(({ method, path }) => ({
      method,
      target: path,
      expected: reference(method, normalPath(path)),
      server: undefined,
    })),
  ];
  const served = cells.filter(({ server: refused }) => refused === undefined);

  let server: MockServer;
  let answers: Answer[];
  beforeAll(async () => {
    server = await startMockServer(
      { service: "fixture", table, latency: plan },
      { port: 0, host: "127.0.0.1" },
    );
    answers = await Promise.all(
      cells.map(({ method, target }) => send(server.port, method, target)),
    );
  });
  afterAll(() => server?.close());

  it("answers every request from its route", () => {
    const seen = cells.map((cell, i) => [nameOf(cell), visible(answers[i])]);
    expect(seen).toEqual(
      cells.map((cell) => [
        nameOf(cell),
        cell.server === "refused" ? 400 : visibleOf(cell.method, cell.expected),
      ]),
    );
  });

  it("answers none before its route's fixed delay, or the default's where there is no route", () => {
    const early = cells.filter(({ expected, server: refused }, i) => {
      const profile = profileOf(plan, typeof expected === "string" ? expected : undefined);
      const delay = profile?.kind === "fixed" && refused === undefined ? profile.ms : 0;
      return (answers[i]?.elapsed ?? 0) < delay - 0.5;
    });
    expect(early.map(nameOf)).toEqual([]);
  });

  it("counts every request for its route, HEAD too", async () => {
    const { body } = await send(server.port, "GET", "/_understudy/metrics");
    const lines = body.matchAll(
      /^understudy_requests_total\{method="([^"]+)",route="(.*)",status="\d+"\} (\d+)$/gm,
    );
    const counted = [...lines].flatMap(([, method, route, count]) =>
      Array.from({ length: Number(count) }, () => `${method} for ${route}`),
    );
    const expected = served.map(
      ({ method, expected }) =>
        `${method} for ${typeof expected === "string" ? expected : "unmatched"}`,
    );
    expect(counted.toSorted()).toEqual(expected.toSorted());
  });

  it("answers a request in absolute form, as a proxy sends it, like any other", async () => {
    const { body } = await send(server.port, "GET", "http://shop.example.com/v1/users/7?x=1");
    expect(JSON.parse(body)).toEqual({ route: "GET /users/{id}" });
  });
});

/** The route's key, or the methods that the path has. */
function reference(method: string, path: string): RouteKey | Method[] {
  const match = matchRoute(table, method, path);
  return match.route === undefined ? match.allowed : match.route.key;
}

/** What can be seen of an answer: the route in its body, or its status and what it allows. */
function visible(
  { status, headers, body }: Answer = { status: 0, headers: {}, body: "", elapsed: 0 },
) {
  if (status === 200 && body !== "") return JSON.parse(body);
  return headers.allow === undefined ? status : [status, headers.allow];
}

/** What `visible` must give. */
function visibleOf(method: string, expected: RouteKey | Method[]) {
  if (typeof expected === "string") {
    if (method !== "HEAD") return { route: expected };
    return expected.startsWith("HEAD ") ? 204 : 200;
  }
  return expected.length === 0 ? 404 : [405, expected.join(", ")];
}
