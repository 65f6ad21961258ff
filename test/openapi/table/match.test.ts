import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchRoute } from "../../../src/openapi/table/match.ts";
import { matchingOrder, sortRoutes } from "../../../src/openapi/table/order.ts";
import { parseTemplate, templateRegex } from "../../../src/openapi/table/pattern.ts";
import type { RouteTable } from "../../../src/openapi/table/table.ts";
import { path, routeOf, routes, tableOf } from "../arbitraries.ts";

const SHOP = tableOf(
  sortRoutes([
    routeOf("GET", parseTemplate("/users/{id}")),
    routeOf("DELETE", parseTemplate("/users/{id}")),
    routeOf("POST", parseTemplate("/users/me")),
    routeOf("GET", parseTemplate("/files/{name}.{ext}")),
    routeOf("GET", parseTemplate("/pets")),
    routeOf("GET", parseTemplate("/pets/")),
  ]),
  ["/v1", ""],
);

describe("a request", () => {
  test("takes the most specific route that answers its method", () => {
    expect(found("POST", "/users/me")).toEqual(["POST /users/me", {}]);
    expect(found("GET", "/users/me")).toEqual(["GET /users/{id}", { id: "me" }]);
  });

  test("is found under every base path and without one", () => {
    expect(found("GET", "/v1/users/7")).toEqual(["GET /users/{id}", { id: "7" }]);
    expect(found("GET", "/users/7")).toEqual(["GET /users/{id}", { id: "7" }]);
    expect(found("GET", "/v1")).toEqual([]);
    expect(found("GET", "/v1users/7")).toEqual([]);
  });

  test("with HEAD is answered by the route of GET", () => {
    expect(found("HEAD", "/pets")).toEqual(["GET /pets", {}]);
  });

  test("has its parameters decoded, and only once", () => {
    expect(found("GET", "/users/a%2Fb%2520")).toEqual(["GET /users/{id}", { id: "a/b%20" }]);
    expect(found("GET", "/users/100%")).toEqual(["GET /users/{id}", { id: "100%" }]);
    expect(found("GET", "/files/a.tar.gz")).toEqual([
      "GET /files/{name}.{ext}",
      { name: "a.tar", ext: "gz" },
    ]);
  });

  test("tells a slash at the end from none, and an empty parameter is none", () => {
    expect(found("GET", "/pets/")).toEqual(["GET /pets/", {}]);
    expect(found("GET", "/users/")).toEqual([]);
    expect(found("GET", "/users/7/")).toEqual([]);
  });

  test("with another method gets the methods of every route of its path", () => {
    expect(matchRoute(SHOP, "PUT", "/users/me")).toEqual({
      allowed: ["GET", "POST", "DELETE", "HEAD"],
    });
    expect(matchRoute(SHOP, "get", "/pets")).toEqual({ allowed: ["GET", "HEAD"] });
  });

  test("to no path of the document gets no methods", () => {
    expect(matchRoute(SHOP, "GET", "/Users/7")).toEqual({ allowed: [] });
    expect(matchRoute(SHOP, "GET", "")).toEqual({ allowed: [] });
    expect(matchRoute(SHOP, "OPTIONS", "*")).toEqual({ allowed: [] });
  });
});

test("the match is the first of the matching order whose regular expression and method fit", () => {
  fc.assert(
    fc.property(
      routes(),
      fc.constantFrom("GET", "HEAD", "PUT"),
      path(),
      (all, method, requested) => {
        const table = tableOf(sortRoutes(all), ["/a", ""]);
        expect(matchRoute(table, method, requested).route).toBe(byRegex(table, method, requested));
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
});

function byRegex(table: RouteTable, method: string, requested: string) {
  return matchingOrder(table).find(
    ({ basePath, route }) =>
      route.answers.some((answered) => answered === method) &&
      new RegExp(`^(?:${templateRegex(basePath, route.segments)})$`).test(requested),
  )?.route;
}

function found(method: string, requested: string): unknown[] {
  const match = matchRoute(SHOP, method, requested);
  return match.route ? [match.route.key, match.params] : [];
}
