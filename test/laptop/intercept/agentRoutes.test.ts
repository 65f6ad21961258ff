import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takes } from "../../../src/laptop/agent/takes.ts";
import {
  readRoute,
  routesAsWritten,
  routesOfDocument,
} from "../../../src/laptop/intercept/agentRoutes.ts";
import { matchRoute } from "../../../src/openapi/table/match.ts";
import { normalPath } from "../../../src/openapi/table/normalPath.ts";
import { sortRoutes } from "../../../src/openapi/table/order.ts";
import { parseTemplate } from "../../../src/openapi/table/pattern.ts";
import { formatProblem, type Problem } from "../../../src/problem.ts";
import { path, routeOf, routes, tableOf } from "../../openapi/arbitraries.ts";

test.each([
  ["GET /payments/{paymentId}", { method: "GET", path: "/payments/{paymentId}" }],
  ["POST /shop.Pay/Do", { method: "POST", path: "/shop.Pay/Do" }],
  ["/payments", undefined],
  ["get /payments", undefined],
  ["GTE /payments", undefined],
  ["GET payments", undefined],
  ["GET /payments?x=1", undefined],
  ["GET /payments/{id", undefined],
])("%s is read", (text, expected) => {
  expect(readRoute(text)).toEqual(expected);
});

test("without a document routes are as written, and a GET answers HEAD too", () => {
  const written = [
    { method: "GET", path: "/payments/{id}" },
    { method: "POST", path: "/shop.Pay/Do" },
  ];
  expect(routesAsWritten(written)).toEqual([
    { methods: ["GET", "HEAD"], path: "/payments/{id}", key: "GET /payments/{id}" },
    { methods: ["POST"], path: "/shop.Pay/Do", key: "POST /shop.Pay/Do" },
  ]);
});

describe("routes of a document", () => {
  const table = tableOf(
    sortRoutes([
      routeOf("GET", parseTemplate("/users/{id}")),
      routeOf("GET", parseTemplate("/users/me")),
      routeOf("POST", parseTemplate("/users/me")),
      routeOf("GET", parseTemplate("/pets")),
    ]),
    ["/v1", ""],
  );

  test("come under every base path, with those that are tried before them", () => {
    const problems: Problem[] = [];
    const written = [{ method: "GET", path: "/users/{id}" }];
    expect(routesOfDocument(written, { table, document: "shop.yaml" }, problems)).toEqual(
      ["/v1", ""].flatMap((base) => [
        { methods: ["GET", "HEAD"], path: `${base}/users/me` },
        { methods: ["GET", "HEAD"], path: `${base}/users/{id}`, key: "GET /users/{id}" },
      ]),
    );
    expect(problems).toEqual([]);
  });

  test("that it does not have are told at once, with the nearest ones", () => {
    const problems: Problem[] = [];
    const written = [
      { method: "GET", path: "/users/{userId}" },
      { method: "GET", path: "/pet" },
    ];
    routesOfDocument(written, { table, document: "shop.yaml" }, problems);
    expect(problems.map(formatProblem)).toEqual([
      '--routes: no such route in shop.yaml: GET /users/{userId}.\n  Did you mean "GET /users/{id}"?',
      '--routes: no such route in shop.yaml: GET /pet.\n  Did you mean "GET /pets"?',
    ]);
  });

  test("take exactly the requests that the document has for them", () => {
    const method = fc.constantFrom("GET", "HEAD", "POST", "DELETE", "PUT");
    const bases = fc.constantFrom<string[]>([""], ["/a", ""], ["/a/b", "/a", ""]);
    const text = fc.constantFrom("a", "b", "a.b", "x");
    fc.assert(
      fc.property(
        ...[routes(), bases, fc.func(fc.boolean()), method, fc.nat(), text, path()],
        (all, basePaths, isChosen, asked, pick, value, other) => {
          // A document has a template once.
          const own = [...new Map(all.map((route) => [route.key, route])).values()];
          const table = tableOf(sortRoutes(own), basePaths);
          const chosen = own.filter(({ key }) => isChosen(key));
          const found = routesOfDocument(chosen, { table, document: "" }, []);
          const base = basePaths[pick % basePaths.length];
          const filled = own[pick % own.length]?.path.replaceAll(/\{[^}]*\}/g, value);
          for (const target of [other, `${base}${filled ?? "/"}`]) {
            const { route } = matchRoute(table, asked, normalPath(target));
            expect(takes(found)(asked, `${target}?q`)).toBe(
              chosen.some(({ key }) => key === route?.key),
            );
          }
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
  });
});
