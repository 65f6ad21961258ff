import fc from "fast-check";
import { expect, test } from "vitest";
import { requestIdBands } from "../../../src/emit/delays/requestIdBands.ts";
import { BAND_STEPS, bands } from "../../../src/latency/bands.ts";
import type { Profile } from "../../../src/latency/profile.ts";

const PROFILE: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.5, ms: 20 },
    { p: 0.95, ms: 120 },
    { p: 0.99, ms: 300 },
  ],
};

const SERVICES = ["payments", "inventory", "members", "orders", "search", "mail", "a", "b", "c"];

test("the most frequent band comes last and takes all remaining requests", () => {
  const [below, median, above, p95, p99, beyond] = bands(PROFILE);
  const all = requestIdBands(PROFILE, "payments");
  expect(all.map(({ name, ms, id }) => [name, ms, id !== undefined])).toEqual([
    ["p0-p27.34", below?.ms, true],
    ["p72.66-p92.97", above?.ms, true],
    ["p92.97-p96.88", p95?.ms, true],
    ["p96.88-p99.61", p99?.ms, true],
    ["p99.61-p100", beyond?.ms, true],
    ["p27.34-p72.66", median?.ms, false],
  ]);
});

test("a band's pattern is for the whole header", () => {
  const [first] = requestIdBands(PROFILE, "payments");
  expect(first?.id).toBe(
    "[0-9a-fA-F-]{1}(?:[0-3][0-9a-fA-F][0-9a-fA-F]|4[0-5][0-9a-fA-F])[0-9a-fA-F-]{32}",
  );
});

test("a fixed delay is one band, for every id", () => {
  expect(requestIdBands({ kind: "fixed", ms: 120 }, "payments")).toEqual([
    { name: "p0-p100", ms: 120 },
  ]);
});

test.each([
  "",
  "7",
  "not-a-uuid-but-also-thirty-six-digits",
  "00000000-0000-4000-8000-0000000000001",
  "0",
])("an id that is no UUID (%j) is in the commonest band", (id) => {
  expect(matching(PROFILE, "payments", id)).toEqual([]);
});

test("a UUID in capitals is in the same band as in small letters", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.constantFrom(...SERVICES), (id, service) => {
      const small = matching(PROFILE, service, id);
      expect(matching(PROFILE, service, id.toUpperCase())).toEqual(small);
    }),
    { seed: 1 },
  );
});

test("every value of the deciding digits is in one band, and each band has its share of them", () => {
  fc.assert(
    fc.property(profiles, fc.constantFrom(...SERVICES), (profile, service) => {
      const patterns = requestIdBands(profile, service).map(({ id }) =>
        id === undefined ? undefined : new RegExp(`^(?:${id})$`),
      );
      const counts = patterns.map(() => 0);
      const at = decidingDigits(service);
      for (let value = 0; value < BAND_STEPS; value++) {
        const id = idWith(at, value);
        const found = patterns.flatMap((pattern, i) => (pattern?.test(id) ? [i] : []));
        expect(found.length).toBeLessThanOrEqual(1);
        const band = found[0] ?? patterns.length - 1;
        counts[band] = (counts[band] ?? 0) + 1;
      }
      const shares = bands(profile).map(({ from, to }) => to - from);
      expect(counts.toSorted()).toEqual(shares.filter((share) => share > 0).toSorted());
    }),
    { seed: 2, numRuns: 15 },
  );
});

test("a band's ids are those whose digits, read as a number, are within it", () => {
  const at = decidingDigits("payments");
  const { from = 0, to = 0 } = bands(PROFILE).find(({ ms }) => ms === 300) ?? {};
  const inside = (value: number) => matching(PROFILE, "payments", idWith(at, value));
  expect([from, to]).toEqual([3968, 4080]);
  expect([from - 1, from, to - 1, to].map(inside)).toEqual([
    ["p92.97-p96.88"],
    ["p96.88-p99.61"],
    ["p96.88-p99.61"],
    ["p99.61-p100"],
  ]);
});

test("the digits that decide are never a UUID's version or variant", () => {
  const starts = Array.from({ length: 500 }, (_, i) => decidingDigits(`service-${i}`));
  expect([...new Set(starts)].toSorted((a, b) => a - b)).toEqual([
    0, 1, 2, 3, 4, 5, 9, 10, 15, 20, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  ]);
});

/** Names of the bands whose ids include this one. */
function matching(profile: Profile, service: string, id: string): string[] {
  return requestIdBands(profile, service)
    .filter((band) => band.id !== undefined && new RegExp(`^(?:${band.id})$`).test(id))
    .map(({ name }) => name);
}

/** Where a service's deciding digits are, as its patterns say. */
function decidingDigits(service: string): number {
  const id = requestIdBands(PROFILE, service)[0]?.id ?? "";
  return Number(/\{(\d+)\}/.exec(id)?.[1]);
}

function idWith(at: number, value: number): string {
  const id = "5a5a5a5a-5a5a-4a5a-9a5a-5a5a5a5a5a5a";
  return id.slice(0, at) + value.toString(16).padStart(3, "0") + id.slice(at + 3);
}

const profiles: fc.Arbitrary<Profile> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2, max: 100 }))
    .map(([median, factor]): Profile => ({ kind: "lognormal", median, p99: median * factor })),
  fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 100 }))
    .map(([from, width]): Profile => ({ kind: "uniform", from, to: from + width })),
  fc
    .uniqueArray(fc.constantFrom(0.1, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999), { minLength: 2 })
    .map(
      (shares): Profile => ({
        kind: "quantiles",
        points: shares.toSorted((a, b) => a - b).map((p, i) => ({ p, ms: 10 * 2 ** i })),
      }),
    ),
);
