import fc from "fast-check";
import { expect, it } from "vitest";
import { compose } from "../../src/routing/compose.ts";
import type { HostRouting } from "../../src/routing/hostRouting.ts";
import { firstMatch, type RoutedRequest } from "../../src/routing/interpret.ts";
import { targetHeader, targetName } from "../../src/routing/keyMatches.ts";
import { carriedKeys } from "../../src/routing/routeKey.ts";
import { entryOf, HOST, KEY_HEADER, KEYS, requests, routings } from "./arbitraries.ts";
import { actionOf, reference } from "./reference.ts";

const many = fc.array(requests, { minLength: 8, maxLength: 8 });

it("every request goes where the reference router sends it", () => {
  fc.assert(
    fc.property(routings, many, (routing, asked) => {
      const { http } = compose(routing);
      expect(asked.map((request) => actionIn(http, request))).toEqual(
        asked.map((request) => reference(routing, request)),
      );
    }),
    { seed: 601, numRuns: 1_000 },
  );
});

it("the order of entries and substitutions, and the places of their declarations, make no difference", () => {
  const shuffled = routings.chain((routing) =>
    fc.record({
      routing: fc.constant(routing),
      entries: elsewhere(routing.entries),
      substitutions: elsewhere(routing.substitutions),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ routing, ...orders }) => {
      expect(compose({ ...routing, ...orders })).toEqual(compose(routing));
    }),
    { seed: 602, numRuns: 300 },
  );
});

it("an entry reroutes only requests that carry its key or name its target", () => {
  const added = fc.record({
    key: fc.constantFrom(...KEYS),
    kind: fc.constantFrom("service", "port", "subset"),
  });
  fc.assert(
    fc.property(routings, added, many, (routing, { key, kind }, asked) => {
      const entry = entryOf(key, kind);
      const others = routing.entries.filter((other) => other.key !== key || other.origin !== HOST);
      const without = compose({ ...routing, entries: others }).http;
      const withIt = compose({ ...routing, entries: [...others, entry] }).http;
      const foreign = asked.filter(
        ({ headers }) =>
          !carriedKeys(headers, KEY_HEADER).includes(key) &&
          headers[targetHeader(HOST)] !== targetName(entry),
      );
      expect(foreign.map((request) => actionIn(withIt, request))).toEqual(
        foreign.map((request) => actionIn(without, request)),
      );
    }),
    { seed: 603, numRuns: 500 },
  );
});

it("every route has a unique name, except those of the base", () => {
  fc.assert(
    fc.property(routings, (routing) => {
      const made = compose(routing).http.filter((route) => !routing.base.includes(route));
      const names = made.map(({ name }) => name);
      expect(
        names.filter((name, index) => name === undefined || names.indexOf(name) < index),
      ).toEqual([]);
    }),
    { seed: 604, numRuns: 300 },
  );
});

function actionIn(http: HostRouting["base"], request: RoutedRequest) {
  const taken = firstMatch(http, request);
  return taken === undefined ? "404" : actionOf(taken.route);
}

/** The same declarations in another order, some of them from annotated Services. */
function elsewhere<T extends { from: string }>(items: T[]): fc.Arbitrary<T[]> {
  const shuffled = fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });
  return fc
    .tuple(shuffled, fc.array(fc.string(), { minLength: items.length }))
    .map(([all, places]) => all.map((one, index) => ({ ...one, from: places[index] ?? one.from })));
}
