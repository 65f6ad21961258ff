import fc from "fast-check";
import { expect, test } from "vitest";
import { routeMatch } from "../../../src/emit/delays/routeMatch.ts";
import { matchRoute } from "../../../src/openapi/table/match.ts";
import type { Route, RouteTable } from "../../../src/openapi/table/table.ts";
import type { HttpMatch } from "../../../src/routing/httpRoute.ts";
import { matches } from "../envoy.ts";
import { tableOf } from "../fixture.ts";
import { pathFor, templates } from "../templates.ts";

test("a path without parameters is matched exactly, under its base path", () => {
  expect(matchOf("POST /pets/mine", "/v1")).toEqual({
    uri: { exact: "/v1/pets/mine" },
    method: { exact: "POST" },
  });
});

test("a path with parameters is a regular expression for all of it, its literals escaped", () => {
  expect(matchOf("DELETE /files/{name}.{ext}/+1", "/v1.0")).toEqual({
    uri: { regex: "/v1\\.0/files/[^/]+\\.[^/]+/\\+1" },
    method: { exact: "DELETE" },
  });
});

test("escapes match in both cases: Envoy keeps them as they are written", () => {
  expect(matchOf("GET /café/100%", "/%7B1").uri).toEqual({
    regex: "/%7[Bb]1/caf%[Cc]3%[Aa]9/100%25",
  });
  expect(matchOf("GET /100%").uri).toEqual({ exact: "/100%25" });
});

test("a GET that answers HEAD is matched by both methods", () => {
  expect(matchOf("GET /pets").method).toEqual({ regex: "GET|HEAD" });
});

test("a slash at the end and the root are paths of their own", () => {
  expect(matchOf("GET /pets/").uri).toEqual({ exact: "/pets/" });
  expect(matchOf("GET /").uri).toEqual({ exact: "/" });
});

test("every expression is of the kind that JavaScript and RE2 read alike", () => {
  const plain = /^(?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|]|\[\^\/\]\+|\[[A-F][a-f]\])*$/;
  fc.assert(
    fc.property(templates, (template) => {
      const { uri } = matchOf(`GET ${template}`, "/api(v1)");
      expect(uri?.regex ?? "").toMatch(plain);
    }),
    { seed: 1 },
  );
});

test("it matches the paths that the reference matcher gives to the route, and no others", () => {
  const anyPath = templates.chain(pathFor);
  const cases = templates.chain((template) =>
    fc.record({ template: fc.constant(template), path: fc.oneof(pathFor(template), anyPath) }),
  );
  fc.assert(
    fc.property(cases, ({ template, path }) => {
      const table = tableOf([`POST ${template}`]);
      const expected = matchRoute(table, "POST", path).route !== undefined;
      expect(matches(matchOf(`POST ${template}`), { method: "POST", path })).toBe(expected);
    }),
    { seed: 3, numRuns: 300 },
  );
});

function matchOf(key: string, basePath = ""): HttpMatch {
  return routeMatch(basePath, onlyRoute(tableOf([key])));
}

function onlyRoute(table: RouteTable): Route {
  const [route] = table.routes;
  if (route === undefined) throw new Error("no route");
  return route;
}
