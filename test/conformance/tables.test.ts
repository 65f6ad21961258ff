import fc from "fast-check";
import { expect, it } from "vitest";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import { profileOf } from "../../src/latency/plan.ts";
import type { Profile } from "../../src/latency/profile.ts";
import { matchRoute } from "../../src/openapi/table/match.ts";
import { sortRoutes } from "../../src/openapi/table/order.ts";
import { parseTemplate } from "../../src/openapi/table/pattern.ts";
import { createRouter } from "../../src/openapi/table/router.ts";
import type { Method, Route } from "../../src/openapi/table/table.ts";
import { loadFixture, virtualServiceOf } from "./fixture.ts";
import { probesOf } from "./generate.ts";
import { interpret } from "./interpret.ts";

const fixture = loadFixture();

const segment = fc.constantFrom(
  ...[
    "a",
    "b",
    "ab",
    "a.b",
    "v1",
    "",
    "{}",
    "{}",
    "{}.{}",
    "a{}",
    "{}b",
    "{}-b",
    "{}a{}",
    "a{}b{}",
  ],
);
const template = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join("/")}`);
const operation = fc.record({
  method: fc.constantFrom<Method>("GET", "POST", "HEAD"),
  template,
  profile: fc.option(fc.constantFrom<Profile>(...[10, 20, 30].map(fixed))),
});

/** Documents whose templates overlap in every way, with few delays, so that many are equal to the default. */
const mocks: fc.Arbitrary<LoadedMock> = fc
  .record({
    operations: fc.uniqueArray(operation, {
      minLength: 1,
      maxLength: 9,
      selector: ({ method, template }) => `${method} ${template}`,
    }),
    basePaths: fc.subarray(["/v1/eu", "/a/b", "/a.b", "/v1", "/a"]),
    fallback: fc.constantFrom<Profile>(fixed(10), fixed(20), fixed(0)),
  })
  .map(({ operations, basePaths, fallback }) => {
    const routes = operations.map(({ method, template }): Route => {
      const declaresHead = operations.some(
        (other) => other.method === "HEAD" && other.template === template,
      );
      let count = 0;
      const path = template.replaceAll("{}", () => `{p${count++}}`);
      return {
        key: `${method} ${path}`,
        method,
        answers: method === "GET" && !declaresHead ? ["GET", "HEAD"] : [method],
        path,
        segments: parseTemplate(path),
        parameters: [],
        responses: [],
        security: [],
      };
    });
    const profiles = operations.flatMap(({ profile }, i) =>
      profile === null ? [] : [[routes[i]?.key ?? "", profile]],
    );
    return {
      ...fixture,
      table: { ...fixture.table, basePaths: [...basePaths, ""], routes: sortRoutes(routes) },
      plan: { default: fallback, routes: Object.fromEntries(profiles) },
    };
  });

it("matcher, server's router and emitted routes agree about any document", () => {
  fc.assert(
    fc.property(mocks, fc.integer(), (mock, seed) => {
      const router = createRouter(mock.table);
      const virtualService = virtualServiceOf(mock);
      const requests = fc.sample(probesOf(mock.table), { seed, numRuns: 20 });
      const answers = requests.map(({ method, path }) => ({
        request: `${method} ${path}`,
        route: mock.table.routes[router.find(method, path)?.index ?? -1]?.key,
        allowed: router.allowed(path),
        delay: interpret(virtualService, { method, target: path, headers: {} })?.delay,
      }));
      expect(answers).toEqual(
        requests.map(({ method, path }) => {
          const match = matchRoute(mock.table, method, path);
          const profile = profileOf(mock.plan, match.route?.key);
          return {
            request: `${method} ${path}`,
            route: match.route?.key,
            allowed: allowedMethods(mock, path),
            delay: profile?.kind === "fixed" ? profile.ms : undefined,
          };
        }),
      );
    }),
    { seed: 17, numRuns: 200 },
  );
});

/** What the reference allows at a path: no document has this method. */
function allowedMethods({ table }: LoadedMock, path: string): Method[] {
  const match = matchRoute(table, "PROPFIND", path);
  return match.route === undefined ? match.allowed : [];
}

function fixed(ms: number): Profile {
  return { kind: "fixed", ms };
}
