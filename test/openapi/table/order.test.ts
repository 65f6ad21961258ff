import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareTemplates, matchingOrder, sortRoutes } from "../../../src/openapi/table/order.ts";
import { parseTemplate } from "../../../src/openapi/table/pattern.ts";
import { routeOf, routes, segments, tableOf } from "../arbitraries.ts";

describe("matching order", () => {
  test("segment by segment a literal, then a segment with a literal part, then a bare parameter", () => {
    expect(sorted(["/{a}/x", "/a{b}/x", "/a/x", "/a/{b}", "/{a}/{b}", "/a/{b}.x"])).toEqual([
      "/a/x",
      "/a/{b}.x",
      "/a/{b}",
      "/a{b}/x",
      "/{a}/x",
      "/{a}/{b}",
    ]);
  });

  test("the first difference decides, however specific the rest is", () => {
    expect(sorted(["/{a}/b/c/d", "/a/{b}/{c}/{d}"])).toEqual(["/a/{b}/{c}/{d}", "/{a}/b/c/d"]);
  });

  test("of two segments with literal parts the one with more literal characters comes first", () => {
    expect(sorted(["/{a}.x", "/{a}.xy", "/v{a}", "/{a}.{b}.z"])).toEqual([
      "/{a}.xy",
      "/{a}.{b}.z",
      "/{a}.x",
      "/v{a}",
    ]);
  });

  test("a longer template comes before the shorter one that it begins with", () => {
    expect(sorted(["/a", "/a/", "/a/{b}", "/a/{b}/c", "/{x}", "/{x}/y"])).toEqual([
      "/a/",
      "/a/{b}/c",
      "/a/{b}",
      "/a",
      "/{x}/y",
      "/{x}",
    ]);
  });

  test("nothing else decides: different literals, names and methods keep the declared order", () => {
    expect(sorted(["/b/{y}", "/a/{x}", "/c/{z}"])).toEqual(["/b/{y}", "/a/{x}", "/c/{z}"]);
    const declared = [routeOf("POST", ["a"]), routeOf("GET", ["a"]), routeOf("DELETE", ["a"])];
    expect(sortRoutes(declared)).toEqual(declared);
  });

  test("every base path is tried with all routes before the next one", () => {
    const a = routeOf("GET", ["a"]);
    const b = routeOf("GET", ["b"]);
    expect(matchingOrder(tableOf([a, b], ["/v1", ""]))).toEqual([
      { basePath: "/v1", route: a },
      { basePath: "/v1", route: b },
      { basePath: "", route: a },
      { basePath: "", route: b },
    ]);
  });
});

describe("the comparison is a strict weak order", () => {
  test("two templates compare the other way round when they change places", () => {
    fc.assert(
      fc.property(segments(), segments(), (a, b) => {
        expect(Math.sign(compareTemplates(a, b)) + Math.sign(compareTemplates(b, a))).toBe(0);
      }),
      { seed: 1 },
    );
  });

  test("before, and as specific as, are transitive", () => {
    fc.assert(
      fc.property(segments(), segments(), segments(), (a, b, c) => {
        const [ab, bc, ac] = [
          compareTemplates(a, b),
          compareTemplates(b, c),
          compareTemplates(a, c),
        ];
        if (ab <= 0 && bc <= 0) expect(ac <= 0).toBe(true);
        if (ab === 0 && bc === 0) expect(ac).toBe(0);
        if (ab < 0 && bc <= 0) expect(ac < 0).toBe(true);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  test("sorting what is sorted changes nothing, and neither adds nor loses a route", () => {
    fc.assert(
      fc.property(routes(), (all) => {
        const once = sortRoutes(all);
        expect(sortRoutes(once)).toEqual(once);
        expect(new Set(once)).toEqual(new Set(all));
      }),
      { seed: 3 },
    );
  });
});

function sorted(paths: string[]): string[] {
  return sortRoutes(paths.map((path) => routeOf("GET", parseTemplate(path)))).map(
    ({ path }) => path,
  );
}
