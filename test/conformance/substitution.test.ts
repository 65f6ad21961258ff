import fc from "fast-check";
import { expect, it } from "vitest";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { substitutionOf } from "../../src/emit/routes/substitutionOf.ts";
import { matchRoute } from "../../src/openapi/table/match.ts";
import { compose } from "../../src/routing/compose.ts";
import { firstMatch } from "../../src/routing/interpret.ts";
import type { Substitution } from "../../src/routing/substitution.ts";
import { loadFixture } from "./fixture.ts";
import { probesOf } from "./generate.ts";
import { inMesh, PROBES } from "./probes.ts";

const HOST = "payments.shop.svc.cluster.local";
const fixture = loadFixture();
const MOCK = mockNames(fixture.config).host;
const keys = fixture.table.routes.map(({ key }) => key);

it("a request goes to the mock when the document's route for it is a chosen one, and else to the origin", () => {
  const probes = fc.array(probesOf(fixture.table), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(fc.subarray(keys, { minLength: 1 }), probes, (routes, asked) => {
      const substitutions = substitutionFor(routes);
      expect(asked.map(({ method, path }) => hostFor(substitutions, method, path))).toEqual(
        asked.map(({ method, path }) =>
          expected(routes, matchRoute(fixture.table, method, path).route?.key),
        ),
      );
    }),
    { seed: 621, numRuns: 60 },
  );
});

it.each(keys)("%s alone takes its probes of the grid and no others", (key) => {
  const substitutions = substitutionFor([key]);
  const probes = inMesh(PROBES);
  expect(probes.map(({ method, path }) => hostFor(substitutions, method, path))).toEqual(
    probes.map(({ route }) => expected([key], route)),
  );
});

function expected(routes: string[], key: string | undefined): string {
  return key !== undefined && routes.includes(key) ? MOCK : HOST;
}

function substitutionFor(routes: string[]): Substitution[] {
  const config = { ...fixture.config, replaces: { host: HOST, routes } };
  const substitution = substitutionOf({ ...fixture, config });
  return substitution === undefined ? [] : [substitution];
}

function hostFor(substitutions: Substitution[], method: string, target: string) {
  const routing = { host: HOST, keyHeader: "x-preview", base: [], entries: [], substitutions };
  const taken = firstMatch(compose(routing).http, { method, target, headers: {} });
  return taken?.route.route?.[0]?.destination.host;
}
