import fc from "fast-check";
import { expect, test } from "vitest";

import { matchRoute } from "../../../src/openapi/table/match.ts";
import { sortRoutes } from "../../../src/openapi/table/order.ts";
import { createRouter } from "../../../src/openapi/table/router.ts";
import { METHODS, type RouteTable } from "../../../src/openapi/table/table.ts";
import { routeOf, tableOf } from "../../server/fixture.ts";

/** Few texts, so that literals, parameters and paths often meet. */
const text = fc.constantFrom("a", "b", "v1", "a.b", "%C3%A9", "__proto__", "constructor");
const templateSegment = fc.oneof(
  text,
  fc.constantFrom("{x}", "{y}", "{x}.{y}", "{x}-b", "a{x}", "{x}{y}", ""),
);
const template = fc
  .array(templateSegment, { minLength: 1, maxLength: 3 })
  .map((segments) => `/${segments.join("/")}`);
const table: fc.Arbitrary<RouteTable> = fc
  .record({
    basePaths: fc.uniqueArray(fc.constantFrom("/v1", "/v1/a", "/a.b"), { maxLength: 2 }),
    routes: fc.uniqueArray(fc.tuple(fc.constantFrom(...METHODS), template), {
      minLength: 1,
      maxLength: 15,
      selector: ([method, path]) => `${method} ${path}`,
    }),
  })
  .map(({ basePaths, routes }) =>
    tableOf(sortRoutes(routes.map(([method, path]) => routeOf(method, path))), {
      basePaths: [...basePaths, ""],
    }),
  );
const pathSegment = fc.oneof(text, fc.constantFrom("", "b-b", "a.b.a", "ab", "%2F", "%", "é"));
const path = fc
  .array(pathSegment, { minLength: 1, maxLength: 5 })
  .map((segments) => `/${segments.join("/")}`);

test("gives what the reference matcher gives, on any table and path", () => {
  fc.assert(
    fc.property(table, fc.constantFrom(...METHODS, "PROPFIND"), path, (routes, method, raw) => {
      const router = createRouter(routes);
      const found = router.find(method, raw);
      const expected = matchRoute(routes, method, raw);
      expect(router.routeOf(method, raw)).toBe(expected.route);
      if (expected.route === undefined) {
        expect(found).toBeUndefined();
        expect(router.allowed(raw)).toEqual(expected.allowed);
      } else {
        expect(found?.route).toBe(expected.route);
        expect(found?.params).toEqual(expected.params);
        expect(routes.routes[found?.index ?? -1]).toBe(expected.route);
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test("a literal branch that leads nowhere does not hide a parameter's", () => {
  const router = createRouter(
    tableOf([routeOf("GET", "/users/me/orders"), routeOf("GET", "/users/{id}/cards")]),
  );
  expect(router.find("GET", "/users/me/cards")).toMatchObject({ index: 1, params: { id: "me" } });
});

test("a path without a slash in front matches nothing", () => {
  const router = createRouter(tableOf([routeOf("GET", "/{a}")]));
  expect(router.find("OPTIONS", "*")).toBeUndefined();
  expect(router.allowed("*")).toEqual([]);
});
