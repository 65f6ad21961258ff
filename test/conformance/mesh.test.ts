import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchRoute } from "../../src/openapi/table/match.ts";
import type { HttpRoute } from "../../src/routing/httpRoute.ts";
import { expectedShares, type Shares } from "./delays.ts";
import { loadFixture, virtualServiceOf, withoutDefault } from "./fixture.ts";
import { probesOf } from "./generate.ts";
import { interpret } from "./interpret.ts";
import { inMesh, PROBES } from "./probes.ts";
import { requestIds } from "./requestIds.ts";

const HEX = [..."0123456789abcdef"];
const fixture = loadFixture();
const ids = requestIds(8, 1);
const probes = inMesh(PROBES);

describe.each([
  { title: "with a default for every route", mock: fixture },
  { title: "without a default", mock: withoutDefault(fixture) },
])("the emitted VirtualService, $title", ({ mock }) => {
  const virtualService = virtualServiceOf(mock);

  it("makes for every probe only delays of its route's profile", () => {
    expect(probes.map(({ method, path, route }) => foreignDelays(method, path, route))).toEqual(
      probes.map(({ method, path }) => ({ request: `${method} ${path}`, delays: [] })),
    );
  });

  it("makes for generated requests only delays of the reference's route", () => {
    fc.assert(
      fc.property(probesOf(mock.table), ({ method, path }) => {
        const { route } = matchRoute(mock.table, method, path);
        expect(foreignDelays(method, path, route?.key).delays).toEqual([]);
      }),
      { seed: 11, numRuns: 600 },
    );
  });

  it("delays none of the server's own paths", () => {
    const own = ["/_understudy/", "/_understudy/healthz", "/_understudy/routes.json"];
    expect(own.map((path) => delayOf(virtualService, "GET", path, ids[0] ?? ""))).toEqual([
      0, 0, 0,
    ]);
  });

  /** Delays that a request gets for some id though its route does not have them. */
  function foreignDelays(method: string, target: string, route: string | undefined) {
    const expected = expectedShares(mock.plan, route);
    const delays = ids
      .map((id) => delayOf(virtualService, method, target, id))
      .filter((delay) => expected[delay] === undefined);
    return { request: `${method} ${target}`, delays };
  }
});

describe("the bands of the emitted VirtualService", () => {
  const { plan } = fixture;
  const virtualService = virtualServiceOf(fixture);
  const distributions = [
    { path: "/users/7", route: "GET /users/{id}" },
    { path: "/users/7/orders", route: "GET /users/{id}/orders" },
    { path: "/users/7/orders/9", route: "GET /users/{id}/orders/{orderId}" },
    { path: "/files/a.b", route: "GET /files/{name}.{ext}" },
  ];

  it.each(distributions)("give each delay of $route its exact share of the ids", (probe) => {
    const first = firstDecidingDigit(probe.path);
    const shares: Shares = {};
    for (const id of everyValue([first, first + 1, first + 2])) {
      const delay = delayOf(virtualService, "GET", probe.path, id);
      shares[delay] = (shares[delay] ?? 0) + 1;
    }
    expect(shares).toEqual(expectedShares(plan, probe.route));
  });

  it("depend on random digits alone, not on a UUID's version, which Envoy overwrites, or its variant", () => {
    const first = firstDecidingDigit("/users/7");
    expect("xxxxxxxx-xxxx-.xxx-.xxx-xxxxxxxxxxxx".slice(first, first + 3)).toEqual("xxx");
  });

  it("give an id that is no UUID the commonest delay", () => {
    const commonest = Object.entries(expectedShares(plan, "GET /users/{id}"))
      .toSorted(([, a], [, b]) => b - a)
      .map(([delay]) => Number(delay));
    expect(delayOf(virtualService, "GET", "/users/7", "no UUID")).toEqual(commonest[0]);
  });

  /** The first place in a UUID whose digit decides how long a request takes. */
  function firstDecidingDigit(path: string): number {
    const [id = ""] = ids;
    const delays = (at: number) =>
      HEX.map((digit) => delayOf(virtualService, "GET", path, withDigit(id, at, digit)));
    return [...id].findIndex((_, at) => new Set(delays(at)).size > 1);
  }
});

describe("the interpreter", () => {
  const route = [{ destination: { host: "mock" } }];
  const delay = (fixedDelay: string) => ({ delay: { percentage: { value: 100 }, fixedDelay } });
  const refused: [string, HttpRoute][] = [
    ["a delay below a millisecond", { route, fault: delay("0.0005s") }],
    ["a delay that is no whole number of milliseconds", { route, fault: delay("1.5ms") }],
    ["a field that it does not know", { route, timeout: "1s" }],
  ];

  it.each(refused)("refuses %s", (_, http) => {
    const virtualService: IVirtualService = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      spec: { http: [http] },
    };
    expect(() => delayOf(virtualService, "GET", "/", "")).toThrow(/does not (know|take)/);
  });
});

/** The delay in milliseconds; not a number where no route takes the request. */
function delayOf(
  virtualService: IVirtualService,
  method: string,
  target: string,
  id: string,
): number {
  const request = { method, target, headers: { "x-request-id": id } };
  return interpret(virtualService, request)?.delay ?? Number.NaN;
}

/** One id for every combination of digits at these places: three of them are `BAND_STEPS` ids. */
function everyValue(places: number[]): string[] {
  return places.reduce(
    (made, at) => made.flatMap((id) => HEX.map((digit) => withDigit(id, at, digit))),
    ids.slice(0, 1),
  );
}

function withDigit(id: string, at: number, digit: string): string {
  return id[at] === "-" ? id : id.slice(0, at) + digit + id.slice(at + 1);
}
