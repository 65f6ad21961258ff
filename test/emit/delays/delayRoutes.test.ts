import fc from "fast-check";
import { expect, test } from "vitest";
import { delayRoutes } from "../../../src/emit/delays/delayRoutes.ts";
import { httpRoutes } from "../../../src/emit/delays/httpRoutes.ts";
import { type LatencyPlan, profileOf } from "../../../src/latency/plan.ts";
import type { Profile } from "../../../src/latency/profile.ts";
import { matchRoute } from "../../../src/openapi/table/match.ts";
import { METHODS } from "../../../src/openapi/table/table.ts";
import { firstMatch } from "../envoy.ts";
import { CONFIG, tableOf } from "../fixture.ts";
import { pathFor, templates } from "../templates.ts";

const fixed = (ms: number): Profile => ({ kind: "fixed", ms });

test("a route with the default's delay is left out", () => {
  const table = tableOf(["GET /a", "GET /b", "GET /c"]);
  expect(namesOf(table, { default: fixed(5), routes: { "GET /b": fixed(9) } })).toEqual(["GET /b"]);
});

test("it stays where a later route would take its requests", () => {
  const table = tableOf(["GET /users/me", "GET /users/{id}", "POST /users/{id}", "GET /users"]);
  expect(namesOf(table, { routes: { "GET /users/{id}": fixed(9) } })).toEqual([
    "GET /users/me",
    "GET /users/{id}",
  ]);
});

test("routes without delays need no list", () => {
  expect(namesOf(tableOf(["GET /a", "GET /{x}"]), { routes: {} })).toEqual([]);
});

test("base paths are tried one after the other, each with every route", () => {
  const table = tableOf(["GET /a", "GET /{x}"], ["/v1", ""]);
  const plan = { routes: { "GET /a": fixed(1), "GET /{x}": fixed(2) } };
  expect(namesOf(table, plan)).toEqual(["GET /v1/a", "GET /v1/{x}", "GET /a", "GET /{x}"]);
});

test("a route that an earlier one of the same name hides is no part of the list", () => {
  const table = tableOf(["GET /v1/a", "GET /a"], ["/v1", ""]);
  const plan = { routes: { "GET /v1/a": fixed(1), "GET /a": fixed(2) } };
  expect(delayRoutes(table, plan).map(({ name, profile }) => ({ name, profile }))).toEqual([
    { name: "GET /v1/v1/a", profile: fixed(1) },
    { name: "GET /v1/a", profile: fixed(2) },
    { name: "GET /a", profile: fixed(2) },
  ]);
});

test("every request has the delay of the route that the reference matcher finds", () => {
  const cases = fc
    .record({
      methods: fc.array(fc.constantFrom(...METHODS), { minLength: 6, maxLength: 6 }),
      templates: fc.uniqueArray(templates, { minLength: 1, maxLength: 6 }),
      basePaths: fc.constantFrom<string[][]>([""], ["/a", ""], ["/a/b", "/a", ""]),
      delays: fc.array(fc.constantFrom(undefined, 5, 9), { minLength: 6, maxLength: 6 }),
      byDefault: fc.constantFrom(undefined, 5, 7),
    })
    .chain((fields) =>
      fc.record({
        fields: fc.constant(fields),
        method: fc.constantFrom(...fields.methods, "GET", "HEAD"),
        path: fc.constantFrom(...fields.templates).chain(pathFor),
        basePath: fc.constantFrom("", ...fields.basePaths),
      }),
    );
  fc.assert(
    fc.property(cases, ({ fields, method, path, basePath }) => {
      const keys = fields.templates.map((template, i) => `${fields.methods[i]} ${template}`);
      const table = tableOf(keys, fields.basePaths);
      const plan: LatencyPlan = {
        ...(fields.byDefault === undefined ? {} : { default: fixed(fields.byDefault) }),
        routes: Object.fromEntries(
          keys.flatMap((key, i) => {
            const ms = fields.delays[i];
            return ms === undefined ? [] : [[key, fixed(ms)]];
          }),
        ),
      };
      const request = { method, path: basePath + path };
      const expected = profileOf(plan, matchRoute(table, method, request.path).route?.key);
      const http = httpRoutes(CONFIG, table, plan, "host");
      expect(firstMatch(http, request)?.fault?.delay?.fixedDelay).toBe(
        expected?.kind === "fixed" ? `${expected.ms / 1000}s` : undefined,
      );
      expect(new Set(http.map(({ name }) => name)).size).toBe(http.length);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

function namesOf(table: Parameters<typeof delayRoutes>[0], plan: LatencyPlan): string[] {
  return delayRoutes(table, plan).map(({ name }) => name);
}
